using System.Collections.Generic;
using Mesos.V1;
using Tepui.Internal.V1;

namespace Tepui.Kernel.Agent.Containers;

/// <summary>How far a container of the agent's API has come.</summary>
internal enum ContainerPhase
{
    /// <summary>The container it is nested in does not run yet.</summary>
    Waiting,

    /// <summary>It was asked for.</summary>
    Launching,

    Running,

    /// <summary>It is kept for whoever waits for it, until it is removed or its outermost container is gone.</summary>
    Ended,
}

/// <summary>A nested or standalone container, asked for over the agent's API; of a pod's tasks only the ends are kept so.</summary>
/// <param name="asked">What was asked for; null where only its end is kept.</param>
internal sealed class AgentContainer(ContainerId id, AgentCheckpoint.Types.ContainerAccepted? asked)
{
    public ContainerId Id { get; } = id;

    public AgentCheckpoint.Types.ContainerAccepted? Asked { get; } = asked;

    public ContainerId? Parent { get; } = ContainerIds.ParentOf(id);

    public bool IsDebug => Asked?.Debug == true;

    public ContainerPhase Phase { get; set; } = ContainerPhase.Launching;

    /// <summary>Zero until it runs.</summary>
    public int Pid { get; set; }

    /// <summary>The request that waits for its start.</summary>
    public RequestId? Launch { get; set; }

    /// <summary>The request whose connection's end is its own; null when it goes on by itself.</summary>
    public RequestId? Session { get; set; }

    /// <summary>It has already been told to die at once.</summary>
    public bool Destroyed { get; set; }

    /// <summary>Its outermost container is gone: it is forgotten once it has ended.</summary>
    public bool Abandoned { get; set; }

    /// <summary>Its end was told before its start; it is taken up then.</summary>
    public ContainerExited? EarlyExit { get; set; }

    /// <summary>Set when it has ended.</summary>
    public ContainerTermination? Termination { get; set; }

    public bool IsLive => Phase != ContainerPhase.Ended;
}

/// <summary>How a container ended (ContainerTermination in Mesos).</summary>
/// <param name="WaitStatus">As wait(2) gives it; null when it never ran, or nobody saw its end.</param>
/// <param name="State">What a task in it came to, where the agent knows better than the status says.</param>
internal sealed record ContainerTermination(
    int? WaitStatus, TaskState? State = null, TaskStatus.Types.Reason? Reason = null, string? Message = null)
{
    /// <summary>What it used when it went over its limit.</summary>
    public IReadOnlyList<Resource> Limited { get; init; } = [];
}
