using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Tepui.Kernel.Master.Tracking;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Master.Frameworks;

/// <summary>The last so many tasks whose agents are out of reach; the oldest is forgotten first.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "Its name says what it is for; its interface, that it can be walked.")]
public sealed class UnreachableTaskIndex(int capacity) : IReadOnlyCollection<TaskRecord>
{
    private readonly TrackedIndex<TaskId, TaskRecord, TaskView> _tasks = new(static task => new TaskView(task));

    public int Count => _tasks.Count;

    public bool Contains(TaskId id) => _tasks.Contains(id);

    public TaskRecord? Find(TaskId id) => _tasks.Find(id);

    public void Add(TaskId id, TaskRecord task)
    {
        _tasks.Remove(id);
        _tasks.Add(id, task);
        while (_tasks.Count > Math.Max(0, capacity))
        {
            _tasks.Remove(_tasks.First().Id);
        }
    }

    public bool Remove(TaskId id) => _tasks.Remove(id);

    public ViewList<TaskView> View() => _tasks.View();

    public IEnumerator<TaskRecord> GetEnumerator() => _tasks.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
