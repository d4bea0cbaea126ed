using System;
using Mesos.V1;
using Tepui.Kernel.Agent.Checks;
using Tepui.Kernel.Agent.Link;

namespace Tepui.Kernel.Agent;

/// <summary>What an agent has to tell.</summary>
public abstract record AgentNotice : Notice
{
    public sealed record RecoveryDone(int Tasks, int Running, int Orphans, bool HostRebooted) : AgentNotice;

    public sealed record Registered(AgentId Agent, bool Again) : AgentNotice;

    /// <summary>Another master leads than the one known until now; none is known to when <paramref name="Master"/> is null.</summary>
    public sealed record LeaderChanged(LeadingMaster? Master) : AgentNotice;

    public sealed record LinkLost(string Reason, TimeSpan RetryAfter) : AgentNotice;

    public sealed record TaskAccepted(FrameworkId Framework, TaskId Task, ContainerId Container) : AgentNotice;

    /// <summary>A task that never came to a container, with what its framework is told.</summary>
    public sealed record TaskRefused(FrameworkId Framework, TaskId Task, TaskState State, string Message) : AgentNotice;

    public sealed record TaskIgnored(FrameworkId Framework, TaskId Task, string Reason) : AgentNotice;

    public sealed record LaunchFailed(FrameworkId Framework, TaskId Task, string Reason) : AgentNotice;

    public sealed record StatusMade(FrameworkId Framework, TaskId Task, TaskState State, string Message) : AgentNotice;

    public sealed record StatusSentAgain(FrameworkId Framework, TaskId Task, TaskState State) : AgentNotice;

    public sealed record AcknowledgementIgnored(FrameworkId Framework, TaskId Task, string Reason) : AgentNotice;

    public sealed record KillIgnored(FrameworkId Framework, TaskId Task, string Reason) : AgentNotice;

    /// <param name="Ignored">It failed in its grace period.</param>
    public sealed record CheckFailed(FrameworkId Framework, TaskId Task, CheckKind Kind, string Reason, bool Ignored) : AgentNotice;

    /// <summary>A message between a framework and its executor, either way.</summary>
    public sealed record MessageDropped(FrameworkId Framework, ExecutorId Executor, string Reason) : AgentNotice;

    public sealed record ExecutorLaunched(FrameworkId Framework, ExecutorId Executor, ContainerId Container) : AgentNotice;

    public sealed record ExecutorSubscribed(FrameworkId Framework, ExecutorId Executor, bool Again) : AgentNotice;

    public sealed record ExecutorDisconnected(FrameworkId Framework, ExecutorId Executor) : AgentNotice;

    public sealed record ExecutorShutDown(FrameworkId Framework, ExecutorId Executor, string Reason) : AgentNotice;

    public sealed record ExecutorTerminated(FrameworkId Framework, ExecutorId Executor, string Message) : AgentNotice;

    /// <summary>An update that an executor should not have sent, or has sent before.</summary>
    public sealed record ExecutorUpdateIgnored(
        FrameworkId Framework, ExecutorId Executor, string Task, TaskState State, string Reason) : AgentNotice;

    /// <param name="Framework">Null for an operator's.</param>
    /// <param name="Message">Why it was refused, or null.</param>
    public sealed record OperationEnded(
        FrameworkId? Framework, Offer.Types.Operation.Types.Type Type, OperationState State, string? Message) : AgentNotice;

    public sealed record DrainBegun(int Tasks) : AgentNotice;

    public sealed record DrainEnded : AgentNotice;

    public sealed record FrameworkShutDown(FrameworkId Framework) : AgentNotice;

    /// <summary>A container that no task of this agent owns; it is destroyed.</summary>
    public sealed record OrphanFound(ContainerId Container) : AgentNotice;

    /// <param name="Usage">From 0 to 1.</param>
    /// <param name="AllowedAge">What has been over for longer is removed.</param>
    /// <param name="Pending">How much is over and still there.</param>
    public sealed record DiskMeasured(double Usage, TimeSpan AllowedAge, long Pending) : AgentNotice;

    public sealed record DiskUnmeasured(string Reason) : AgentNotice;

    public sealed record ShuttingDown(string Reason) : AgentNotice;

    /// <summary>A frame that this version of the agent does not know.</summary>
    public sealed record UnknownFrame(string Name) : AgentNotice;
}
