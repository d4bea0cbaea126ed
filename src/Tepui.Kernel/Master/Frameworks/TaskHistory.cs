using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Tepui.Kernel.Master.Tracking;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Master.Frameworks;

/// <summary>The last so many tasks that ended, oldest first.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Its name says what it is for; its interface, that it can be walked.")]
public sealed class TaskHistory(int capacity) : IReadOnlyCollection<TaskRecord>
{
    private readonly TrackedList<TaskRecord, TaskView> _tasks = new(static task => new TaskView(task));

    public int Count => _tasks.Count;

    public void Add(TaskRecord task)
    {
        if (capacity <= 0)
        {
            return;
        }

        while (_tasks.Count >= capacity)
        {
            _tasks.Remove(_tasks.First);
        }

        _tasks.Add(task);
    }

    /// <summary>Takes out the tasks that the condition holds for.</summary>
    public void RemoveAll(Predicate<TaskRecord> condition)
    {
        if (Count == 0)
        {
            return;
        }

        foreach (var task in _tasks.Where(task => condition(task)).ToArray())
        {
            _tasks.Remove(task);
        }
    }

    public ViewList<TaskView> View() => _tasks.View();

    public IEnumerator<TaskRecord> GetEnumerator() => _tasks.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
