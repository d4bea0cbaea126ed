using System;
using Mesos.V1;
using Tepui.Kernel.Constraints;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Master.Views;

namespace Tepui.Kernel.Master.Subscribers;

/// <summary>
/// What the subscribers of the operator event stream are told (docs/operator-http-api.md, "Events"). It holds what does not
/// change any more, so that the message is made of it on another thread, and once for all subscribers.
/// </summary>
public abstract record OperatorChange
{
    /// <summary>The stream lives.</summary>
    public sealed record Heartbeat : OperatorChange;

    /// <summary>A task is launched, or came back with its agent; one of the same id and agent is replaced.</summary>
    public sealed record TaskAdded(TaskView Task) : OperatorChange;

    /// <summary>A task got another status.</summary>
    /// <param name="State">What the task has come to, which may be ahead of the status.</param>
    public sealed record TaskUpdated(FrameworkId Framework, TaskStatus Status, TaskState State) : OperatorChange;

    public sealed record AgentAdded(AgentView Agent) : OperatorChange;

    /// <summary>An agent left, is gone, or is out of reach.</summary>
    public sealed record AgentRemoved(AgentId Agent) : OperatorChange;

    public sealed record FrameworkAdded(FrameworkState Framework) : OperatorChange;

    public sealed record FrameworkUpdated(FrameworkState Framework) : OperatorChange;

    public sealed record FrameworkRemoved(FrameworkInfo Info) : OperatorChange;

    /// <summary>A framework as the events show it: without offers and resources, as in Mesos.</summary>
    /// <param name="Info">Shared: nobody changes it.</param>
    public sealed record FrameworkState(
        FrameworkInfo Info,
        bool Active,
        bool Connected,
        bool Recovered,
        RoleConstraints? Constraints,
        DateTimeOffset RegisteredTime,
        DateTimeOffset ReregisteredTime)
    {
        internal static FrameworkState Of(FrameworkRecord framework) => new(
            framework.Info,
            framework.Connected,
            framework.Connected,
            framework.Link == FrameworkLink.Recovered,
            framework.Constraints,
            framework.RegisteredTime,
            framework.ReregisteredTime ?? framework.RegisteredTime);
    }
}
