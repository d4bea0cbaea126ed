using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel;
using Tepui.Kernel.Master;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Offers;
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
    public override string Rule => "resources are neither lost nor given twice";

    public override void MasterStepped(SimulatedMaster master, IReadOnlyList<MasterEffect> effects)
    {
        if (!master.Leads || !effects.Any(MayMove))
            return;
        MasterView view = master.Machine!.TakeView();
        if (!view.Leads)
            return;
        var used = new Dictionary<AgentId, ResourceSet>();
        var offered = new Dictionary<AgentId, ResourceSet>();
        foreach (FrameworkView framework in view.Frameworks)
        {
            foreach (TaskView task in framework.Tasks)
            {
                if (!task.State.FreesResources())
                    Add(used, task.Agent, task.Resources);
            }

            foreach (Mesos.V1.Offer offer in framework.Offers)
                Add(offered, new AgentId(offer.AgentId.Value), ResourceSet.From(offer.Resources));
        }

        foreach (AgentView agent in view.Agents)
            Check(master, agent, used.GetValueOrDefault(agent.Id, ResourceSet.Empty), offered.GetValueOrDefault(agent.Id, ResourceSet.Empty));
    }

    private void Check(SimulatedMaster master, AgentView agent, ResourceSet used, ResourceSet offered)
    {
        foreach ((_, Mesos.V1.ExecutorInfo executor) in agent.Executors)
            used += ResourceSet.From(executor.Resources);
        Same(agent.Used, used, $"{master.Name} counts as used of {agent.Id}");
        Same(agent.Offered, offered, $"{master.Name} counts as offered of {agent.Id}");
        ResourceSet given = Unshared(used + offered).WithoutAllocation();
        if (!agent.Total.Contains(given))
            Violate($"{master.Name} gives {given} of {agent.Id}, which has {agent.Total}");
        Same(Unshared(master.Machine!.FreeOf(agent.Id)), Unshared(agent.Total) - given, $"{master.Name} counts as free of {agent.Id}");
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
