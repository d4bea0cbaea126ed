using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Tests.Master;

/// <summary>What must hold of a master after each batch, whatever was done to it.</summary>
internal static class MasterInvariants
{
    public static void Check(MasterScenario scenario)
    {
        var view = scenario.Machine.TakeView();
        var offers = view.Frameworks.SelectMany(static framework => framework.Offers.Select(offer => (framework, offer))).ToList();
        offers.Select(static pair => pair.offer.Id.Value).ShouldBeUnique();
        foreach (var framework in view.Frameworks)
        {
            framework.Tasks.Select(static task => task.Id).ShouldBeUnique();
            var held = framework.Tasks.Where(static task => !task.State.FreesResources()).Select(static task => task.Resources);
            var executors = framework.Executors.Select(static pair => ResourceSet.From(pair.Executor.Resources));
            ShouldBeTheSame(framework.Used, Sum(held.Concat(executors)), $"used by framework {framework.Id}");
            if (!framework.Connected)
            {
                framework.Offers.ShouldBeEmpty("a framework that is away holds no offers");
            }
        }

        foreach (var agent in view.Agents)
        {
            var own = offers.Where(pair => pair.offer.AgentId.Value == agent.Id.Value).ToList();
            var offered = Sum(own.Select(static pair => ResourceSet.From(pair.offer.Resources)));
            var used = Sum(view.Frameworks
                .SelectMany(static framework => framework.Tasks)
                .Where(task => task.Agent == agent.Id && !task.State.FreesResources())
                .Select(static task => task.Resources)
                .Concat(agent.Executors.Select(static pair => ResourceSet.From(pair.Executor.Resources))));
            ShouldBeTheSame(agent.Offered, offered, $"offered of agent {agent.Id}");
            ShouldBeTheSame(agent.Used, used, $"used of agent {agent.Id}");
            agent.Total.Contains(Unshared(used + offered).WithoutAllocation())
                .ShouldBeTrue($"agent {agent.Id} is given out twice: {used} + {offered}");
            if (scenario.Agents.FirstOrDefault(linked => linked.Info.Id?.Value == agent.Id.Value) is { } real && agent.Connected && !real.IsDeaf)
            {
                ShouldBeTheSame(agent.Total, real.Resources.Total, $"master's total of agent {agent.Id}");
            }

            if (!agent.Connected)
            {
                own.ShouldBeEmpty("an agent that is away is in no offer");
            }

            // Free, offered and used are the whole: what nobody has can be offered.
            var free = Unshared(agent.Total) - Unshared(used + offered).WithoutAllocation();
            ShouldBeTheSame(Unshared(scenario.Machine.FreeOf(agent.Id)), free, $"free of agent {agent.Id}");
        }

        foreach (var scheduler in scenario.Schedulers)
        {
            var held = scheduler.Offers.Select(static offer => offer.Id.Value).Order();
            offers.Where(pair => pair.framework.Id.Value == scheduler.Id.Value).Select(static pair => pair.offer.Id.Value).Order()
                .ShouldBe(held, "a scheduler and the master agree on the offers out");
        }
    }

    /// <summary>Shared volumes may be held as often as anybody likes.</summary>
    private static ResourceSet Unshared(ResourceSet resources) => resources.Filter(static entry => !entry.Key.IsShared);

    // Whatever the order: as Shouldly sees it, a set of resources is a list.
    private static void ShouldBeTheSame(ResourceSet actual, ResourceSet expected, string what) =>
        actual.Equals(expected).ShouldBeTrue($"{what} should be {expected} but is {actual}");

    private static ResourceSet Sum(IEnumerable<ResourceSet> parts) =>
        parts.Aggregate(ResourceSet.Empty, static (sum, part) => sum + part);
}
