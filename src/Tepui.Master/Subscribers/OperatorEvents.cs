using System;
using Mesos.V1;
using Mesos.V1.Master;
using Tepui.Kernel.Master.Subscribers;
using Tepui.Kernel.Tasks;
using Tepui.Master.Endpoints.State;
using Type = Mesos.V1.Master.Event.Types.Type;

namespace Tepui.Master.Subscribers;

/// <summary>The machine's changes as events of the operator API (docs/operator-http-api.md).</summary>
internal static class OperatorEvents
{
    public static readonly Event Heartbeat = new() { Type = Type.Heartbeat };

    public static Event Of(OperatorChange change) => change switch
    {
        OperatorChange.Heartbeat => Heartbeat,
        OperatorChange.TaskAdded added => new Event
        {
            Type = Type.TaskAdded,
            TaskAdded = new Event.Types.TaskAdded { Task = added.Task.ToTask() },
        },
        OperatorChange.TaskUpdated updated => new Event
        {
            Type = Type.TaskUpdated,
            TaskUpdated = new Event.Types.TaskUpdated
            {
                FrameworkId = new FrameworkID { Value = updated.Framework.Value },
                Status = updated.Status,
                State = updated.State,
            },
        },
        OperatorChange.AgentAdded added => new Event
        {
            Type = Type.AgentAdded,
            AgentAdded = new Event.Types.AgentAdded { Agent = OperatorMessages.Of(added.Agent) },
        },
        OperatorChange.AgentRemoved removed => new Event
        {
            Type = Type.AgentRemoved,
            AgentRemoved = new Event.Types.AgentRemoved { AgentId = new AgentID { Value = removed.Agent.Value } },
        },
        OperatorChange.FrameworkAdded added => new Event
        {
            Type = Type.FrameworkAdded,
            FrameworkAdded = new Event.Types.FrameworkAdded { Framework = Framework(added.Framework) },
        },
        OperatorChange.FrameworkUpdated updated => new Event
        {
            Type = Type.FrameworkUpdated,
            FrameworkUpdated = new Event.Types.FrameworkUpdated { Framework = Framework(updated.Framework) },
        },
        OperatorChange.FrameworkRemoved removed => new Event
        {
            Type = Type.FrameworkRemoved,
            FrameworkRemoved = new Event.Types.FrameworkRemoved { FrameworkInfo = removed.Info },
        },
        _ => throw new InvalidOperationException($"operators have no event for {change.GetType().Name}"),
    };

    private static Response.Types.GetFrameworks.Types.Framework Framework(OperatorChange.FrameworkState framework) => new()
    {
        FrameworkInfo = framework.Info,
        Active = framework.Active,
        Connected = framework.Connected,
        Recovered = framework.Recovered,
        OfferConstraints = framework.Constraints?.Message ?? new Mesos.V1.Scheduler.OfferConstraints(),
        RegisteredTime = Time(framework.RegisteredTime),
        ReregisteredTime = Time(framework.ReregisteredTime),

        // Mesos says it even of those that live.
        UnregisteredTime = new TimeInfo { Nanoseconds = 0 },
    };

    private static TimeInfo Time(DateTimeOffset time) => new() { Nanoseconds = StatusFactory.ToNanoseconds(time) };
}
