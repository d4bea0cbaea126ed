using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Agent.Executors;

namespace Tepui.Kernel.Agent.Tasks;

/// <summary>A framework that has, or had, tasks here.</summary>
internal sealed class AgentFramework(FrameworkId id, FrameworkInfo info)
{
    private readonly Dictionary<TaskId, AgentTask> _tasks = [];
    private readonly LinkedList<AgentTask> _inOrder = new();
    private readonly Queue<AgentTask> _completed = new();
    private readonly OrderedDictionary<ExecutorId, AgentExecutor> _executors = [];
    private readonly List<AgentExecutor> _ended = [];
    private readonly Queue<AgentExecutor> _completedExecutors = new();

    public FrameworkId Id { get; } = id;

    public FrameworkInfo Info { get; set; } = info;

    /// <summary>Its tasks are dying and nobody waits for their updates.</summary>
    public bool ShuttingDown { get; set; }

    /// <summary>Nothing of it is here any more but memories.</summary>
    public bool IsIdle => _tasks.Count == 0 && _executors.Count == 0;

    /// <summary>Its tasks in the order they came.</summary>
    public IEnumerable<AgentTask> Tasks => _inOrder;

    /// <summary>The command tasks that are over, oldest first.</summary>
    public IReadOnlyCollection<AgentTask> Completed => _completed;

    /// <summary>Its executors that are not terminated, in the order they came; one an id.</summary>
    public IReadOnlyCollection<AgentExecutor> Executors => _executors.Values;

    /// <summary>Its terminated executors with tasks whose last updates are not acknowledged.</summary>
    public IReadOnlyList<AgentExecutor> Ended => _ended;

    /// <summary>The executors that are over, oldest first.</summary>
    public IReadOnlyCollection<AgentExecutor> CompletedExecutors => _completedExecutors;

    public AgentTask? Find(TaskId task) => _tasks.GetValueOrDefault(task);

    public AgentExecutor? Find(ExecutorId executor) => _executors.GetValueOrDefault(executor);

    /// <summary>A terminated one of this id about which not all is said.</summary>
    public AgentExecutor? FindEnded(ExecutorId executor) => _ended.Find(ended => ended.Id == executor);

    public void Add(AgentTask task)
    {
        _tasks.Add(task.Id, task);
        task.Node = _inOrder.AddLast(task);
        task.Executor?.Add(task);
    }

    public void Add(AgentExecutor executor) => _executors.Add(executor.Id, executor);

    public void AddEnded(AgentExecutor executor) => _ended.Add(executor);

    /// <summary>Takes a task out, and keeps it among the last <paramref name="remembered"/> completed ones.</summary>
    public void Complete(AgentTask task, int remembered)
    {
        _tasks.Remove(task.Id);
        _inOrder.Remove(task.Node!);
        task.Node = null;
        if (task.Executor is { } executor)
        {
            executor.Complete(task);
            if (executor.Tasks.Count == 0 && _ended.Remove(executor))
            {
                Remember(executor, remembered);
            }
        }
        else if (task.Info is not null)
        {
            _completed.Enqueue(task);
            if (_completed.Count > remembered)
            {
                _completed.Dequeue();
            }
        }
    }

    /// <summary>An executor's container is gone: another of its id may be launched.</summary>
    public void End(AgentExecutor executor, int remembered)
    {
        _executors.Remove(executor.Id);
        if (executor.Tasks.Count > 0)
        {
            _ended.Add(executor);
        }
        else
        {
            Remember(executor, remembered);
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

    private void Remember(AgentExecutor executor, int remembered)
    {
        _completedExecutors.Enqueue(executor);
        if (_completedExecutors.Count > remembered)
        {
            _completedExecutors.Dequeue();
        }
    }
}
