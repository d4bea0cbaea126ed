using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Maintenance;
using Tepui.Internal.V1;
using Tepui.Kernel.Master;
using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Maintenance;

/// <summary>What the schedule, which the registry has stored already, means for the agents.</summary>
internal static class MaintenanceLife
{
    /// <summary>Why an agent is not let in.</summary>
    public const string MachineIsDown = "Machine is `DOWN`";

    private const string Down = "Operator initiated 'Machine DOWN'";

    /// <summary>Whether agents on a machine must stay out.</summary>
    public static bool IsDown(MasterContext context, MachineKey machine) =>
        context.Registrar.Stored.Machines.TryGetValue(machine, out var info) && info.Mode == MachineInfo.Types.Mode.Down;

    /// <summary>
    /// The schedule was replaced: the offers of every agent whose machine is or was in it are taken back, to be made again with
    /// what is true now, and frameworks are asked afresh.
    /// </summary>
    public static void Reschedule(MasterContext context)
    {
        context.State.Maintenance.Status = null;
        var machines = context.Registrar.Stored.Machines;
        if (machines.Count == 0 && context.State.Maintenance.Agents.Count == 0)
        {
            return;
        }

        foreach (var agent in context.State.Agents)
        {
            machines.TryGetValue(agent.Machine, out var machine);
            if (machine is not null || agent.Maintenance is not null)
            {
                Set(context, agent, machine?.Unavailability);
                OfferLife.RescindAll(context, agent.Offers, "the maintenance schedule changed");
            }
        }
    }

    /// <summary>These machines are up again, and no longer in the schedule.</summary>
    public static void Release(MasterContext context, IReadOnlySet<MachineKey> machines)
    {
        context.State.Maintenance.Status = null;
        foreach (var agent in context.State.Maintenance.Agents.Where(agent => machines.Contains(agent.Machine)).ToList())
        {
            Set(context, agent, null);
            AgentLife.Settle(context, agent, "the machine is down");
        }
    }

    /// <summary>Brings an agent that joined, or came back perhaps from another address, in line with the schedule.</summary>
    public static void Settle(MasterContext context, AgentRecord agent)
    {
        var machines = context.Registrar.Stored.Machines;
        var unavailability = machines.Count > 0 && machines.TryGetValue(agent.Machine, out var machine) ? machine.Unavailability : null;
        if (!Equals(unavailability, agent.Maintenance?.Unavailability))
        {
            Set(context, agent, unavailability);
        }

        context.State.Maintenance.Look(agent);
    }

    /// <summary>Shuts an agent down that was let in while its machine went down.</summary>
    public static void KeepOut(MasterContext context, AgentRecord agent)
    {
        if (agent.Maintenance is not null && IsDown(context, agent.Machine))
        {
            ShutDown(context, agent);
        }
    }

    /// <summary>An agent is no longer known: nobody is asked about it any more.</summary>
    public static void Forget(MasterContext context, AgentRecord agent) => Set(context, agent, null);

    /// <summary>Shuts an agent down whose machine is down, and removes it: its tasks are lost, whether it hears of it or not.</summary>
    public static void ShutDown(MasterContext context, AgentRecord agent)
    {
        AgentLife.Settle(context, agent, "the machine is down");
        context.Send(agent, new AgentLinkFrame { ShutdownAgent = new ShutdownAgent { Message = Down } });
        AgentRegistry.Remove(context, agent, Down, null);
    }

    /// <summary>Shuts down all agents on these machines.</summary>
    public static void ShutDownAll(MasterContext context, IReadOnlySet<MachineKey> machines)
    {
        context.State.Maintenance.Status = null;
        foreach (var agent in context.State.Maintenance.Agents.Where(agent => machines.Contains(agent.Machine)).ToList())
        {
            ShutDown(context, agent);
        }
    }

    /// <summary>The machines that are not UP, with what frameworks said about those that drain.</summary>
    public static ClusterStatus StatusOf(MasterContext context)
    {
        if (context.State.Maintenance.Status is { } known)
        {
            return known;
        }

        var agents = context.State.Maintenance.Agents.ToLookup(static agent => agent.Machine);
        var status = new ClusterStatus();
        foreach (var (key, machine) in context.Registrar.Stored.Machines)
        {
            if (machine.Mode == MachineInfo.Types.Mode.Down)
            {
                status.DownMachines.Add(machine.Id);
                continue;
            }

            var draining = new ClusterStatus.Types.DrainingMachine { Id = machine.Id };
            draining.Statuses.AddRange(agents[key].SelectMany(static agent => agent.Maintenance!.Statuses.Values));
            status.DrainingMachines.Add(draining);
        }

        return context.State.Maintenance.Status = status;
    }

    private static void Set(MasterContext context, AgentRecord agent, Unavailability? unavailability)
    {
        if (agent.Maintenance is { } before)
        {
            InverseOfferLife.RescindAll(context, agent);
            foreach (var framework in before.Filters)
            {
                context.CancelTimer(new MasterTimer.InverseOfferFilter(agent.Id, framework));
            }

            context.State.Maintenance.Agents.Remove(agent.Id);
            context.State.Maintenance.Candidates.Remove(agent.Id);
        }

        agent.Maintenance = null;
        context.State.Maintenance.Status = null;
        if (unavailability is not null)
        {
            agent.Maintenance = new AgentMaintenance(unavailability);
            context.State.Maintenance.Agents.Add(agent.Id, agent);
            context.State.Maintenance.Look(agent);
        }
    }
}
