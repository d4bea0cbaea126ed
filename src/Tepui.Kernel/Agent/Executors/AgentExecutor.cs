using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Executors;

/// <summary>How far a custom executor has come.</summary>
internal enum ExecutorPhase
{
    /// <summary>Its container was asked for, or found after a restart of the agent; it has not subscribed since.</summary>
    Registering,

    /// <summary>It has subscribed; its stream may have broken off meanwhile.</summary>
    Running,

    /// <summary>It was told to end, or is being destroyed.</summary>
    Terminating,

    /// <summary>Its container is gone.</summary>
    Terminated,
}

/// <summary>What is told of an executor's tasks when it ends, known before it does.</summary>
internal sealed record Termination(TaskState State, TaskStatus.Types.Reason Reason, string Message)
{
    /// <summary>What it went over and used of it; null when that was not why.</summary>
    public TaskResourceLimitation? Limitation { get; init; }
}

/// <summary>An executor of the framework's own: a container that runs many tasks, from its launch until all is said about them.</summary>
/// <param name="info">With its framework's id.</param>
internal sealed class AgentExecutor(AgentFramework framework, ExecutorInfo info, ContainerId container)
{
    /// <summary>How many tasks that are over are remembered (Mesos: MAX_COMPLETED_TASKS_PER_EXECUTOR).</summary>
    public const int MaxCompletedTasks = 200;

    private readonly LinkedList<AgentTask> _tasks = new();
    private readonly Dictionary<long, TaskGroup> _groups = [];
    private readonly Queue<AgentTask> _completed = new();

    public AgentFramework Framework { get; } = framework;

    public ExecutorId Id { get; } = new(info.ExecutorId.Value);

    public ExecutorInfo Info { get; } = info;

    public ContainerId Container { get; } = container;

    /// <summary>The agent itself is this executor; its container holds together those of its tasks.</summary>
    public bool IsDefault { get; } = info.Type == ExecutorInfo.Types.Type.Default;

    public ExecutorPhase Phase { get; set; } = ExecutorPhase.Registering;

    /// <summary>Its container runs.</summary>
    public bool Started { get; set; }

    /// <summary>Zero until it runs.</summary>
    public int Pid { get; set; }

    /// <summary>The addresses it is reached under; empty when they are the agent's own.</summary>
    public IReadOnlyList<string> IpAddresses { get; set; } = [];

    /// <summary>The networks it has joined; empty when only <see cref="IpAddresses"/> are known.</summary>
    public IReadOnlyList<NetworkInfo> Networks { get; set; } = [];

    /// <summary>Its event stream; null while it has none.</summary>
    public ConnectionId? Connection { get; set; }

    /// <summary>A LAUNCH has gone out to it.</summary>
    public bool EverSentTask { get; set; }

    /// <summary>It was there before the agent's process was, and is waited for only shortly.</summary>
    public bool Recovered { get; set; }

    /// <summary>When it was told to end, and how long it has.</summary>
    public KillInProgress? Shutdown { get; set; }

    /// <summary>Its container has already been told to die at once.</summary>
    public bool Destroyed { get; set; }

    /// <summary>A default executor that has ended by itself, for it has nothing to do any more.</summary>
    public bool Finished { get; set; }

    /// <summary>Its tasks are not those any more for which its container was given resources.</summary>
    public bool OwesUpdate { get; set; }

    /// <summary>Its end was told before its start; it is taken up then.</summary>
    public ContainerExited? EarlyExit { get; set; }

    public Termination? Termination { get; set; }

    /// <summary>What is told instead of the tasks that were never sent to it.</summary>
    public Termination? TerminationOfQueued { get; set; }

    /// <summary>Its tasks in the order they came, until each one's last update is acknowledged.</summary>
    public IReadOnlyCollection<AgentTask> Tasks => _tasks;

    /// <summary>The tasks that are over, oldest first.</summary>
    public IReadOnlyCollection<AgentTask> Completed => _completed;

    public bool IsLive => Phase != ExecutorPhase.Terminated;

    /// <summary>How long it may take to end (ExecutorInfo.shutdown_grace_period), by default as the agent's flag says.</summary>
    public static TimeSpan GracePeriod(ExecutorInfo executor, TimeSpan agents)
    {
        if (executor.ShutdownGracePeriod is not { } own)
        {
            return agents;
        }

        const int NanosecondsPerTick = 100;
        TimeSpan longest = TimeSpan.FromDays(36_500);
        TimeSpan asked = TimeSpan.FromTicks(Math.Max(0, own.Nanoseconds / NanosecondsPerTick));
        return asked < longest ? asked : longest;
    }

    /// <summary>What its container runs; for a default executor a process that does nothing but be there.</summary>
    public CommandInfo Command(FrameworkInfo framework) =>
        IsDefault ? Pods.PodHolder.Command(framework) : Info.Command;

    public bool HasQueued()
    {
        foreach (AgentTask task in _tasks)
        {
            if (task.IsQueued)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A group for tasks to come.</summary>
    public TaskGroup NextGroup() => Group(_groups.Count == 0 ? 1 : _groups.Keys.Max() + 1);

    /// <summary>The group of this number.</summary>
    public TaskGroup Group(long number)
    {
        if (!_groups.TryGetValue(number, out TaskGroup? group))
        {
            _groups.Add(number, group = new TaskGroup(number));
        }

        return group;
    }

    public void Add(AgentTask task) => task.ExecutorNode = _tasks.AddLast(task);

    public void Complete(AgentTask task)
    {
        _tasks.Remove(task.ExecutorNode!);
        task.ExecutorNode = null;
        if (task.Group is { } group && group.Tasks.TrueForAll(other => other.ExecutorNode is null))
        {
            _groups.Remove(group.Number);
        }

        _completed.Enqueue(task);
        if (_completed.Count > MaxCompletedTasks)
        {
            _completed.Dequeue();
        }
    }
}
