using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Executors;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Master.Subscribers;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Master.Messages;

/// <summary>
/// An agent that has an id comes back: to the master that knows it (its link was away), to a new master (which learns its
/// tasks and frameworks from it), or after it was given up as unreachable.
/// </summary>
internal static class AgentReregistration
{
    public static void Handle(MasterContext context, ConnectionId connection, string address, ReregisterAgent message)
    {
        context.Counters.Count(MasterCounter.MessagesReregisterSlave);
        var faults = AgentValidation.Validate(message.Agent, message.ProtocolVersion);
        if (message.Agent.Id is null)
        {
            faults.Add("'AgentInfo.id' must be set to come back");
        }

        if (AgentValidation.ValidateDomain(context.Config, message.Agent) is { } domainFault)
        {
            faults.Add(domainFault);
        }

        var tasks = faults.Count == 0 ? ReportedTasks.Read(message, context.State.TaskShapes, faults) : [];
        var executors = faults.Count == 0 ? ReportedExecutors.Read(message, faults) : [];
        var total = faults.Count == 0 ? AgentTotal.Of(message.Agent, message.CheckpointedResources, faults) : ResourceSet.Empty;
        if (faults.Count > 0)
        {
            // A fault in what it says is no reason to kill its tasks.
            AgentRegistration.TurnAway(context, connection, address, string.Join("; ", faults));
            return;
        }

        var id = new AgentId(message.Agent.Id!.Value);
        if (context.Registrar.Stored.Gone.ContainsKey(id.Value))
        {
            AgentRegistration.Refuse(context, connection, address, "Agent has been marked gone");
            return;
        }

        if (MaintenanceLife.IsDown(context, new MachineKey(message.Agent.Hostname, address)))
        {
            AgentRegistration.Refuse(context, connection, address, MaintenanceLife.MachineIsDown);
            return;
        }

        if (context.State.AgentsUnderWay.ContainsKey(id.Value) ||
            (context.State.AgentConnections.TryGetValue(connection, out var other) && other != id))
        {
            // A change of the same agent is on its way to the registry, or the link is another's: it asks again over a new one.
            context.Add(new CloseConnection(connection));
            return;
        }

        if (context.State.Agents.Find(id) is { } agent)
        {
            ReturnKnown(context, agent, connection, address, message, total, tasks, executors);
        }
        else if (context.State.RecoveredAgents.ContainsKey(id.Value) &&
            context.Registrar.Stored.Admitted.TryGetValue(id.Value, out var stored) && stored.Equals(message.Agent))
        {
            // One copy for the registry and the record: there are many agents.
            message.Agent = stored;
            ReturnUnknown(context, connection, address, message, total, tasks, executors, wasUnreachable: false);
        }
        else
        {
            var wasUnreachable = context.Registrar.Stored.Unreachable.ContainsKey(id.Value);
            context.State.PendingConnections.Add(connection);
            AgentRegistry.Admit(context, message.Agent, connection, () =>
            {
                if (context.State.PendingConnections.Remove(connection))
                {
                    ReturnUnknown(context, connection, address, message, total, tasks, executors, wasUnreachable);
                }
                else
                {
                    Await(context, message.Agent);
                }
            });
        }
    }

    /// <summary>The link closed while the agent was admitted: it is awaited like any that the registry knows.</summary>
    private static void Await(MasterContext context, AgentInfo info)
    {
        if (context.State.RecoveredAgents.Count == 0)
        {
            context.StartTimer(new MasterTimer.RecoveredAgents(), context.Config.AgentReregisterTimeout);
        }

        context.State.RecoveredAgents[info.Id.Value] = info;
    }

    /// <summary>The master never forgot this agent: only what differs is settled.</summary>
    private static void ReturnKnown(
        MasterContext context,
        AgentRecord agent,
        ConnectionId connection,
        string address,
        ReregisterAgent message,
        ResourceSet total,
        List<TaskRecord> tasks,
        List<ExecutorRecord> executors)
    {
        // An agent that asks again before it had an answer may not have seen yet what was sent after the first.
        var asksAgain = agent.Connected && agent.Connection == connection;
        context.Counters.Count(MasterCounter.SlaveReregistrations);
        agent.ReregisteredTime = context.Now;
        SettleTotal(context, agent, message, asksAgain ? agent.Total : total);
        AgentLife.Connect(context, agent, connection, address);
        var named = tasks.Select(static task => (task.Framework, task.Id)).ToHashSet();
        var reconcile = agent.Tasks.Where(task => !named.Contains((task.Framework, task.Id))).ToList();
        Answer(context, agent, reconcile);
        context.Tell(new AgentReturned(agent.Id, agent.Info.Hostname, tasks.Count));
        SettleExecutors(context, agent, executors, mayEnd: !asksAgain);
        if (!asksAgain)
        {
            ReportedOperations.DropMissing(context, agent, message.Operations);
        }

        ReportedOperations.Add(context, agent, message.Operations);
        foreach (var task in tasks)
        {
            if (!task.State.IsTerminal() && agent.KilledTasks.Contains((task.Framework, task.Id)))
            {
                SendKill(context, agent, task);
            }
        }

        SettleFrameworks(context, agent, message.Frameworks);
        AgentDrain.Tell(context, agent);
    }

    /// <summary>The agent knows best what it has: an operation of the master's may not have come to it. No offer stays that says otherwise.</summary>
    private static void SettleTotal(MasterContext context, AgentRecord agent, ReregisterAgent message, ResourceSet total)
    {
        if (!total.Equals(agent.Total))
        {
            OfferLife.RescindAll(context, agent.Offers, "the agent came back with other resources");
        }

        context.Allocator.UpdateAgent(agent.Id, total, AgentTraits.Of(message.Agent));
        agent.Update(message.Agent, message.TepuiVersion, total);
    }

    /// <summary>Executors the agent does not name have ended while it was away; ones only it knows of are held from now on.</summary>
    private static void SettleExecutors(MasterContext context, AgentRecord agent, List<ExecutorRecord> executors, bool mayEnd)
    {
        if (mayEnd)
        {
            var named = executors.Select(static executor => (executor.Framework, executor.Id)).ToHashSet();
            foreach (var executor in agent.Executors.Snapshot())
            {
                if (!named.Contains((executor.Framework, executor.Id)))
                {
                    ExecutorLife.Remove(context, agent, executor);
                }
            }
        }

        foreach (var executor in executors)
        {
            if (agent.Executor(executor.Framework, executor.Id) is null &&
                !context.State.CompletedFrameworks.Contains(executor.Framework))
            {
                ExecutorLife.Add(agent, context.State.Frameworks.Find(executor.Framework), executor);
                context.Allocator.Track(executor.Framework, agent.Id, executor.Resources);
            }
        }
    }

    /// <summary>The master learns an agent with its tasks: it is new, or it had given the agent up.</summary>
    private static void ReturnUnknown(
        MasterContext context,
        ConnectionId connection,
        string address,
        ReregisterAgent message,
        ResourceSet total,
        List<TaskRecord> tasks,
        List<ExecutorRecord> executors,
        bool wasUnreachable)
    {
        context.Counters.Count(MasterCounter.SlaveReregistrations);
        var id = new AgentId(message.Agent.Id.Value);
        var awaited = context.State.RecoveredAgents.Remove(id.Value);
        AgentDeparture.ForgetUnreachable(context, id);
        var kept = tasks.Where(task => !context.State.CompletedFrameworks.Contains(task.Framework)).ToList();
        var twins = kept.Where(task => context.State.Frameworks.Find(task.Framework)?.Task(task.Id) is not null).ToList();
        kept.RemoveAll(twins.Contains);
        var agent = new AgentRecord(id, message.Agent, message.TepuiVersion, total)
        {
            RegisteredTime = context.Now,
            ReregisteredTime = context.Now,
            Address = address,
        };
        foreach (var task in kept)
        {
            context.State.Frameworks.Find(task.Framework)?.Forget(task.Id);
        }

        executors.RemoveAll(executor => context.State.CompletedFrameworks.Contains(executor.Framework));
        AgentLife.Add(context, agent, kept, executors);
        AgentLife.Connect(context, agent, connection, address);
        Announcements.AgentAdded(context, agent);
        Answer(context, agent, []);
        context.Tell(new AgentReturned(id, agent.Info.Hostname, kept.Count));
        KillTwins(context, agent, twins);
        ReportedOperations.Add(context, agent, message.Operations);
        SettleFrameworks(context, agent, message.Frameworks);
        AgentDrain.Tell(context, agent);
        MaintenanceLife.KeepOut(context, agent);
        if (!awaited)
        {
            TellTasksAreBack(context, kept, wasUnreachable ? "Unreachable agent re-reregistered" : "Unknown agent reregistered");
        }
    }

    /// <summary>While an agent was away its framework launched a task of the same id elsewhere: only one may live.</summary>
    private static void KillTwins(MasterContext context, AgentRecord agent, List<TaskRecord> twins)
    {
        foreach (var task in twins)
        {
            context.Tell(new AgentFrameIgnored(agent.Id.Value, "ReregisterAgent", $"task {task.Id} lives on another agent; killing it"));
            SendKill(context, agent, task);
        }
    }

    private static void SendKill(MasterContext context, AgentRecord agent, TaskRecord task) => context.Send(agent, new AgentLinkFrame
    {
        KillTask = new KillTask
        {
            FrameworkId = new FrameworkID { Value = task.Framework.Value },
            TaskId = new TaskID { Value = task.Id.Value },
        },
    });

    /// <summary>Frameworks that were told their tasks are out of reach or lost hear that they are not.</summary>
    private static void TellTasksAreBack(MasterContext context, List<TaskRecord> tasks, string message)
    {
        foreach (var task in tasks)
        {
            if (context.State.Frameworks.Find(task.Framework) is { Connected: true } framework)
            {
                // What it has come to, also when the update that says so is yet to come.
                var status = StatusFactory.Repeat(task, message, Reason.AgentReregistered, context.Now);
                status.State = task.State;
                context.Send(framework, SchedulerEvents.Update(status));
            }
        }
    }

    /// <summary>Frameworks that ended are shut down there; ones not known yet are remembered until they subscribe.</summary>
    private static void SettleFrameworks(MasterContext context, AgentRecord agent, IEnumerable<FrameworkInfo> frameworks)
    {
        foreach (var info in frameworks)
        {
            var id = new FrameworkId(info.Id.Value);
            if (context.State.CompletedFrameworks.Contains(id))
            {
                context.Send(agent, new AgentLinkFrame { ShutdownFramework = new ShutdownFramework { FrameworkId = info.Id } });
            }
            else if (context.State.Frameworks.Find(id) is { } framework)
            {
                context.Send(agent, new AgentLinkFrame { UpdateFramework = new UpdateFramework { Framework = framework.Info } });
            }
            else
            {
                FrameworkLife.AwaitReturn(context, FrameworkLife.Recover(context, id, info));
                context.Tell(new FrameworkRecovered(id, info.Name));
            }
        }
    }

    private static void Answer(MasterContext context, AgentRecord agent, List<TaskRecord> reconcile)
    {
        var answer = new AgentReregistered
        {
            AgentId = agent.Info.Id,
            PingTimeoutSeconds = context.Config.AgentPingTimeout.TotalSeconds,
            MaxPingTimeouts = (uint)context.Config.MaxAgentPingTimeouts,
        };
        answer.Reconcile.AddRange(reconcile.Select(static task => new AgentReregistered.Types.ReconcileTask
        {
            FrameworkId = new FrameworkID { Value = task.Framework.Value },
            TaskId = new TaskID { Value = task.Id.Value },
        }));
        context.Send(agent, new AgentLinkFrame { AgentReregistered = answer });
    }
}
