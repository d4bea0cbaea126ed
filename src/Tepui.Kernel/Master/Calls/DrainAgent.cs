using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Registry;
using Call = Mesos.V1.Master.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>DRAIN_AGENT: an agent is deactivated and gives up its tasks, within a grace period where one is given.</summary>
internal static class DrainAgent
{
    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.DrainAgent is not { } call)
        {
            OperatorCall.RefuseMissing(request, "drain_agent");
            return;
        }

        var id = new AgentId(call.AgentId.Value);
        request.Store(
            registry => Check(context, registry, id),
            registry => registry.Manage(id.Value, ManagedAgent.Draining(ConfigOf(call))),
            () => Stored(context, id));
    }

    private static Rejection? Check(MasterContext context, RegistryState registry, AgentId id)
    {
        if (context.State.Agents.Find(id) is { } agent && ScheduledAs(registry, agent) is { } machine)
        {
            return new Rejection(
                RejectionKind.BadRequest,
                $"Agent {id} is part of a maintenance schedule under Machine {MachineText.ForPeople(machine)}");
        }

        if (!registry.Knows(id.Value))
        {
            return new Rejection(RejectionKind.BadRequest, "Unknown agent");
        }

        return context.State.AgentsUnderWay.GetValueOrDefault(id.Value, AgentChange.Admission) == AgentChange.Gone
            ? new Rejection(RejectionKind.Conflict, "Agent is currently being marked gone")
            : null;
    }

    private static MachineID? ScheduledAs(RegistryState registry, AgentRecord agent) => registry.Schedule?.Windows
        .SelectMany(static window => window.MachineIds)
        .FirstOrDefault(machine => MachineKey.Of(machine) == agent.Machine);

    private static DrainConfig ConfigOf(Call.Types.DrainAgent call)
    {
        var config = new DrainConfig { MarkGone = call.MarkGone };
        if (call.MaxGracePeriod is { } period)
        {
            config.MaxGracePeriod = new DurationInfo { Nanoseconds = (period.Seconds * 1_000_000_000) + period.Nanos };
        }

        return config;
    }

    private static void Stored(MasterContext context, AgentId id)
    {
        context.Tell(new AgentDraining(id));
        if (context.State.Agents.Find(id) is { } agent)
        {
            AgentLife.Settle(context, agent, "agent is draining");
            agent.DrainStart = context.Now;
            AgentDrain.Tell(context, agent);
        }
    }
}
