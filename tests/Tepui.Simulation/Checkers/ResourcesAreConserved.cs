using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Tepui.Kernel;
using Tepui.Kernel.Master;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Tepui.Simulation.Masters;

namespace Tepui.Simulation.Checkers;

/// <summary>
/// At a leader what of an agent is used, offered and free is what the agent has; what is used is what its tasks and executors hold,
/// and what is offered is what its offers say, so that nothing is in two of them.
/// </summary>
public sealed class ResourcesAreConserved : Checker
{
    /// <summary>Every so many batches all is looked at, whether it seems to have changed or not.</summary>
    private const int Whole = 32;

    private static readonly TimeSpan LongestLack = TimeSpan.FromMinutes(5);

    private readonly ConditionalWeakTable<Mesos.V1.Offer, ResourceSet> _offers = [];
    private readonly Dictionary<(string Master, AgentId Agent), AgentView> _seen = [];
    private readonly Dictionary<(string Master, AgentId Agent), TimeSpan> _missing = [];
    private int _batches;

    public override string Rule => "resources are neither lost nor given twice";

    public override void MasterStepped(SimulatedMaster master, IReadOnlyList<MasterEffect> effects)
    {
        if (!master.Leads || !effects.Any(MayMove))
            return;
        MasterView view = master.Machine!.TakeView();
        if (!view.Leads || !Changed(master, view))
            return;
        var used = new Dictionary<AgentId, ResourceSet>();
        var staging = new Dictionary<AgentId, ResourceSet>();
        var offered = new Dictionary<AgentId, ResourceSet>();
        foreach (FrameworkView framework in view.Frameworks)
        {
            foreach (TaskView task in framework.Tasks)
            {
                if (!task.State.FreesResources())
                    Add(used, task.Agent, task.Resources);
                if (task.State == Mesos.V1.TaskState.TaskStaging)
                    Add(staging, task.Agent, task.Resources);
            }

            foreach (Mesos.V1.Offer offer in framework.Offers)
                Add(offered, new AgentId(offer.AgentId.Value), _offers.GetValue(offer, static made => ResourceSet.From(made.Resources)));
        }

        foreach (AgentView agent in view.Agents)
        {
            ResourceSet Of(Dictionary<AgentId, ResourceSet> sums) => sums.GetValueOrDefault(agent.Id, ResourceSet.Empty);
            Check(master, agent, Of(used), Of(offered), Of(staging));
        }
    }

    /// <summary>
    /// A task may be on its way to an agent together with what it stands on, be that a reservation or the end of one, and both be lost:
    /// the master learns of the one when the agent is back, and of the other when that has answered.
    /// </summary>
    private bool IsLate(SimulatedMaster master, AgentView agent)
    {
        if (!agent.Connected)
            return false;
        if (_missing.TryAdd((master.Id, agent.Id), World.Elapsed))
            return false;
        return World.Elapsed - _missing[(master.Id, agent.Id)] > LongestLack;
    }

    /// <summary>An agent that has not changed has kept its view.</summary>
    private bool Changed(SimulatedMaster master, MasterView view)
    {
        bool changed = ++_batches % Whole == 0;
        foreach (AgentView agent in view.Agents)
        {
            if (!ReferenceEquals(_seen.GetValueOrDefault((master.Id, agent.Id)), agent))
            {
                _seen[(master.Id, agent.Id)] = agent;
                changed = true;
            }
        }

        return changed;
    }

    private void Check(SimulatedMaster master, AgentView agent, ResourceSet used, ResourceSet offered, ResourceSet staging)
    {
        foreach ((_, Mesos.V1.ExecutorInfo executor) in agent.Executors)
            used += ResourceSet.From(executor.Resources);
        Same(agent.Used, used, $"{master.Name} counts as used of {agent.Id}");
        Same(agent.Offered, offered, $"{master.Name} counts as offered of {agent.Id}");
        ResourceSet given = Unshared(used + offered).WithoutAllocation();
        ResourceSet missing = given - Unshared(agent.Total);
        if (missing.IsEmpty)
        {
            _missing.Remove((master.Id, agent.Id));
            Same(Unshared(master.Machine!.FreeOf(agent.Id)), Unshared(agent.Total) - given, $"{master.Name} counts as free of {agent.Id}");
        }
        else if ((missing - staging.WithoutAllocation()).Any(static entry => !entry.Key.IsCheckpointed) || IsLate(master, agent))
        {
            Violate($"{master.Name} gives {given} of {agent.Id}, which lacks {missing} of it: it has {agent.Total}");
        }

        if (!agent.Connected && !agent.Offered.IsEmpty)
            Violate($"{master.Name} offers {agent.Id}, which is away");
    }

    private void Same(ResourceSet actual, ResourceSet expected, string what)
    {
        if (!actual.Equals(expected))
            Violate($"{what} {actual} instead of {expected}");
    }

    private static void Add(Dictionary<AgentId, ResourceSet> sums, AgentId agent, ResourceSet resources) =>
        sums[agent] = sums.TryGetValue(agent, out ResourceSet? sum) ? sum + resources : resources;

    /// <summary>Shared volumes may be held as often as anybody likes.</summary>
    private static ResourceSet Unshared(ResourceSet resources) => resources.Filter(static entry => !entry.Key.IsShared);

    private static bool MayMove(MasterEffect effect) => effect switch
    {
        StartTimer or CancelTimer or Reply or StoreRegistry => false,
        SendEvent send => send.Event.Type != Mesos.V1.Scheduler.Event.Types.Type.Heartbeat,
        SendToAgent send => send.Frame.Ping is null,
        _ => true,
    };
}
