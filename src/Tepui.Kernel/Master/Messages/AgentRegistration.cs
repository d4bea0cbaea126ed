using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Subscribers;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Master.Messages;

/// <summary>A fresh agent asks to be admitted: it gets an id, and takes part once the registry knows it.</summary>
internal static class AgentRegistration
{
    public static void Handle(MasterContext context, ConnectionId connection, string address, RegisterAgent message)
    {
        context.Counters.Count(MasterCounter.MessagesRegisterSlave);
        if (context.State.PendingConnections.Contains(connection))
        {
            return;
        }

        if (context.State.AgentConnections.TryGetValue(connection, out var known))
        {
            Answer(context, context.State.Agents.Find(known)!);
            return;
        }

        var faults = AgentValidation.Validate(message.Agent, message.ProtocolVersion);
        var total = faults.Count == 0 ? AgentTotal.Of(message.Agent, message.CheckpointedResources, faults) : ResourceSet.Empty;
        if (faults.Count > 0)
        {
            Refuse(context, connection, address, string.Join("; ", faults));
            return;
        }

        if (AgentValidation.ValidateDomain(context.Config, message.Agent) is { } fault)
        {
            TurnAway(context, connection, address, fault);
            return;
        }

        if (MaintenanceLife.IsDown(context, new MachineKey(message.Agent.Hostname, address)))
        {
            Refuse(context, connection, address, MaintenanceLife.MachineIsDown);
            return;
        }

        RemovePredecessor(context, address, message.Agent.Port);
        var info = message.Agent.Clone();
        info.Id = new AgentID { Value = context.State.NewAgentId().Value };
        context.State.PendingConnections.Add(connection);
        AgentRegistry.Admit(context, info, connection, () => Admitted(context, connection, address, info, message.TepuiVersion, total));
    }

    /// <summary>Tells an agent why it is not let in; it shuts down.</summary>
    public static void Refuse(MasterContext context, ConnectionId connection, string address, string reason)
    {
        context.Tell(new AgentRefused(address, reason));
        context.Add(new SendToAgent(connection, new AgentLinkFrame { ShutdownAgent = new ShutdownAgent { Message = reason } }));
        context.Add(new CloseConnection(connection));
    }

    /// <summary>Lets an agent not in for now: it keeps its tasks, and asks again over a new link.</summary>
    public static void TurnAway(MasterContext context, ConnectionId connection, string address, string reason)
    {
        context.Tell(new AgentRefused(address, reason));
        context.Add(new CloseConnection(connection));
    }

    private static void Admitted(
        MasterContext context, ConnectionId connection, string address, AgentInfo info, string version, ResourceSet total)
    {
        var linked = context.State.PendingConnections.Remove(connection);
        var agent = new AgentRecord(new AgentId(info.Id.Value), info, version, total)
        {
            RegisteredTime = context.Now,
            Address = address,
        };
        context.Counters.Count(MasterCounter.SlaveRegistrations);
        AgentLife.Add(context, agent, [], []);
        AgentLife.Connect(context, agent, connection, address);
        Announcements.AgentAdded(context, agent);
        context.Tell(new AgentAdmitted(agent.Id, info.Hostname, agent.Total.ToString()));
        if (linked)
        {
            Answer(context, agent);
            MaintenanceLife.KeepOut(context, agent);
        }
        else
        {
            // It never learns its id, and registers anew.
            AgentLife.Disconnect(context, agent);
        }
    }

    private static void Answer(MasterContext context, AgentRecord agent) => context.Send(agent, new AgentLinkFrame
    {
        AgentRegistered = new AgentRegistered
        {
            AgentId = agent.Info.Id,
            PingTimeoutSeconds = context.Config.AgentPingTimeout.TotalSeconds,
            MaxPingTimeouts = (uint)context.Config.MaxAgentPingTimeouts,
        },
    });

    /// <summary>Who registers from the address of an agent that is away has taken its place (its work directory is new).</summary>
    private static void RemovePredecessor(MasterContext context, string address, int port)
    {
        foreach (var agent in context.State.Agents)
        {
            if (!agent.Connected && agent.Address == address && agent.Info.Port == port)
            {
                AgentRegistry.Remove(
                    context,
                    agent,
                    "a new agent registered at the same address",
                    MasterCounter.SlaveRemovalsReasonRegistered);
                return;
            }
        }
    }
}
