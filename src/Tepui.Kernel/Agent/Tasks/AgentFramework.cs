using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Kernel.Agent.Tasks;

/// <summary>A framework that has, or had, tasks here.</summary>
internal sealed class AgentFramework(FrameworkId id, FrameworkInfo info)
{
    private readonly Dictionary<TaskId, AgentTask> _tasks = [];
    private readonly LinkedList<AgentTask> _inOrder = new();
    private readonly Queue<AgentTask> _completed = new();

    public FrameworkId Id { get; } = id;

    public FrameworkInfo Info { get; set; } = info;

    /// <summary>Its tasks are dying and nobody waits for their updates.</summary>
    public bool ShuttingDown { get; set; }

    public int Count => _tasks.Count;

    /// <summary>Its tasks in the order they came.</summary>
    public IEnumerable<AgentTask> Tasks => _inOrder;

    /// <summary>The tasks that are over, oldest first.</summary>
    public IReadOnlyCollection<AgentTask> Completed => _completed;

    public AgentTask? Find(TaskId task) => _tasks.GetValueOrDefault(task);

    public void Add(AgentTask task)
    {
        _tasks.Add(task.Id, task);
        task.Node = _inOrder.AddLast(task);
    }

    /// <summary>Takes a task out, and keeps it among the last <paramref name="remembered"/> completed ones.</summary>
    public void Complete(AgentTask task, int remembered)
    {
        _tasks.Remove(task.Id);
        _inOrder.Remove(task.Node!);
        task.Node = null;
        if (task.Info is null)
        {
            return;
        }

        _completed.Enqueue(task);
        if (_completed.Count > remembered)
        {
            _completed.Dequeue();
        }
    }

    public bool Has(FrameworkInfo.Types.Capability.Types.Type capability)
    {
        foreach (FrameworkInfo.Types.Capability has in Info.Capabilities)
        {
            if (has.Type == capability)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The state of a task that is not here: clients that know of partitions are told more exactly.</summary>
    public TaskState Missing(TaskState precise) =>
        Has(FrameworkInfo.Types.Capability.Types.Type.PartitionAware) ? precise : TaskState.TaskLost;
}
