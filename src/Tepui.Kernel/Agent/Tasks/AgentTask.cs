using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Checks;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.StatusUpdates;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Agent.Tasks;

/// <summary>How far a task has come.</summary>
internal enum TaskPhase
{
    /// <summary>Its container was asked for; a task with an executor waits for that one.</summary>
    Launching,

    /// <summary>Its container runs; a task with an executor was sent to that one.</summary>
    Running,

    /// <summary>Its terminal update is made; what remains is to have it acknowledged.</summary>
    Ended,
}

/// <summary>Why a task is killed.</summary>
internal enum KillCause
{
    /// <summary>Its framework, an operator or the agent's own end.</summary>
    Asked,

    /// <summary>It was not healthy for too long.</summary>
    HealthCheck,

    /// <summary>It had its max_completion_time.</summary>
    MaxCompletionTime,
}

/// <summary>A kill that was asked for and how long the task has.</summary>
internal sealed record KillInProgress(DateTimeOffset Requested, TimeSpan GracePeriod)
{
    public KillCause Cause { get; init; }

    public DateTimeOffset Deadline => Requested + GracePeriod;
}

/// <summary>A task from its arrival until its terminal update is acknowledged.</summary>
/// <param name="info">Null for a task that only the master knew: a stream for what is said about it.</param>
/// <param name="container">Its own, or its custom executor's.</param>
/// <param name="executor">Null for a command task.</param>
internal sealed class AgentTask(
    AgentFramework framework, TaskId id, TaskInfo? info, ContainerId container, AgentExecutor? executor = null)
{
    public AgentFramework Framework { get; } = framework;

    public TaskId Id { get; } = id;

    public TaskInfo? Info { get; } = info;

    public ContainerId Container { get; } = container;

    public AgentExecutor? Executor { get; } = executor;

    /// <summary>Its container is its own: the agent itself watches it, as a command task or as one of a pod.</summary>
    public bool HasOwnContainer => Executor is null or { IsDefault: true };

    /// <summary>Its container is nested in that of a default executor.</summary>
    public bool IsInPod => Executor is { IsDefault: true };

    /// <summary>It waits for its executor; of a pod, nothing has been said of it then.</summary>
    public bool IsQueued => Phase == TaskPhase.Launching && (!IsInPod || Statuses.Count == 0);

    /// <summary>Those that came with it, when it came with others.</summary>
    public TaskGroup? Group { get; init; }

    /// <summary>A kill that could not be sent, for its executor has no stream; it is sent with the next one.</summary>
    public KillTask? UnsentKill { get; set; }

    /// <summary>Its persistent volumes are in its sandbox; of a task that was never sent to its executor.</summary>
    public bool HasVolumes { get; set; }

    /// <summary>Its volumes are being brought into the sandbox of its executor.</summary>
    public bool AwaitsVolumes { get; set; }

    public TaskPhase Phase { get; set; } = TaskPhase.Launching;

    /// <summary>Its container is Docker's.</summary>
    public bool IsDocker => Executor is null && Info?.Container?.Type == ContainerInfo.Types.Type.Docker;

    /// <summary>Zero until it runs.</summary>
    public int Pid { get; set; }

    public KillInProgress? Kill { get; set; }

    /// <summary>Its container has already been told to die at once.</summary>
    public bool Destroyed { get; set; }

    /// <summary>Its end was told before its start; it is taken up then.</summary>
    public ContainerExited? EarlyExit { get; set; }

    /// <summary>When its command began to run; null before, and where it does not matter to what is checked.</summary>
    public DateTimeOffset? Started { get; set; }

    public HealthHistory Health { get; } = new();

    public StatusStream Updates { get; } = new();

    /// <summary>What it came to, oldest first; one status a state.</summary>
    public List<TaskStatus> Statuses { get; } = new(3);

    public TaskState State => Statuses.Count == 0 ? TaskState.TaskStaging : Statuses[^1].State;

    /// <summary>Its place among its framework's tasks.</summary>
    public LinkedListNode<AgentTask>? Node { get; set; }

    /// <summary>Its place among its executor's tasks.</summary>
    public LinkedListNode<AgentTask>? ExecutorNode { get; set; }

    /// <summary>Adds to what it came to; a further status of the same state replaces the one before.</summary>
    public void Came(TaskStatus status)
    {
        if (Statuses.Count > 0 && Statuses[^1].State == status.State)
        {
            Statuses[^1] = status;
        }
        else
        {
            Statuses.Add(status);
        }
    }

    /// <summary>As the master keeps it.</summary>
    public Task ToMessage(AgentId agent)
    {
        TaskInfo described = Info ?? throw new InvalidOperationException($"task {Id} has no description");
        Task task = TaskMessage.Of(Framework.Id, described);
        task.AgentId = new AgentID { Value = agent.Value };
        task.State = State;
        task.Statuses.AddRange(Statuses);
        if (Updates.Outstanding is { } outstanding)
        {
            task.StatusUpdateState = outstanding.State;
            task.StatusUpdateUuid = outstanding.Uuid;
        }

        return task;
    }
}
