using Tepui.Kernel.Agent.Checks;

namespace Tepui.Kernel.Agent;

/// <summary>Which timer; records, so that a key equals its like.</summary>
public abstract record AgentTimer
{
    /// <summary>The next attempt to reach the master.</summary>
    public sealed record Reconnect : AgentTimer;

    /// <summary>The master has taken the link and not answered the registration.</summary>
    public sealed record Registration : AgentTimer;

    /// <summary>The master has sent no ping for as long as it said it would.</summary>
    public sealed record MasterSilence : AgentTimer;

    /// <summary>Status updates that nobody acknowledged; one timer for all of them.</summary>
    public sealed record StatusRetry : AgentTimer;

    /// <summary>Operations' last statuses that nobody acknowledged; one timer for all of them.</summary>
    public sealed record OperationRetry : AgentTimer;

    /// <summary>The end of a killed task's grace period.</summary>
    public sealed record KillEscalation(ContainerId Container) : AgentTimer;

    /// <summary>An executor was launched and has not subscribed.</summary>
    public sealed record ExecutorRegistration(ContainerId Container) : AgentTimer;

    /// <summary>Executors that were here before the agent's process have not subscribed again; one timer for all of them.</summary>
    public sealed record ExecutorReregistration : AgentTimer;

    /// <summary>The end of the grace period of an executor that was told to end.</summary>
    public sealed record ExecutorShutdown(ContainerId Container) : AgentTimer;

    /// <summary>The next look at how full the disk is.</summary>
    public sealed record DiskWatch : AgentTimer;

    /// <summary>The oldest sandbox that is over has been kept for long enough.</summary>
    public sealed record GarbageDue : AgentTimer;

    /// <summary>The next HEARTBEAT event on an executor's stream.</summary>
    public sealed record ExecutorHeartbeat(ContainerId Container) : AgentTimer;

    /// <summary>The next check of what runs in the container.</summary>
    public sealed record CheckDue(ContainerId Container, CheckKind Kind) : AgentTimer;

    /// <summary>The end of a task's max_completion_time.</summary>
    public sealed record CheckCompletionTime(ContainerId Container) : AgentTimer;
}
