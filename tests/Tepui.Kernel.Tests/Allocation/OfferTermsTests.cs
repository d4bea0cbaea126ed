using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Allocation;

/// <summary>What keeps agents from frameworks whatever is free: regions, constraints, minimums, capabilities.</summary>
public class OfferTermsTests
{
    private readonly AllocatorHarness _cluster = new();

    [Fact]
    public void Allocate_AgentOfAnotherRegion_GoesOnlyToRegionAwareFrameworks()
    {
        _cluster.Allocator.SetMasterDomain("here");
        _cluster.AddFramework("f1", "ads");
        _cluster.Add("f2", new() { Roles = ["web"], Abilities = FrameworkAbilities.RegionAware });
        _cluster.AddAgent("far", traits: InRegion("there"));
        _cluster.Allocate().ShouldAllBe(grant => grant.Framework.Value == "f2");
        _cluster.AddAgent("near", traits: InRegion("here"));
        _cluster.AddAgent("anywhere");

        _cluster.Allocate().Select(grant => grant.Agent.Value).Order().ShouldBe(["anywhere", "near"]);
    }

    [Fact]
    public void UpdateAgent_IntoTheMastersRegion_IsOfferedToAll()
    {
        _cluster.Allocator.SetMasterDomain("here");
        _cluster.AddFramework("f1", "ads");
        _cluster.AddAgent("a1", "cpus:1", InRegion("there"));
        _cluster.Allocate().ShouldBeEmpty();
        _cluster.Allocator.UpdateAgent(new("a1"), Resources.Generators.Parse("cpus:1"), InRegion("here"));

        _cluster.Allocate().Count.ShouldBe(1);
    }

    [Fact]
    public void Allocate_Constraints_AreAskedOnceForEachAgentAndRole()
    {
        var constraints = new OnlyHost("right");
        _cluster.Add("f1", new() { Roles = ["ads"], Constraints = constraints });
        _cluster.AddAgent("a1", traits: AgentTraits.None with { Hostname = "wrong" });
        _cluster.AddAgent("a2", traits: AgentTraits.None with { Hostname = "right" });
        for (var round = 0; round < 5; round++)
            _cluster.Decline(_cluster.Allocate().ShouldHaveSingleItem());

        constraints.Asked.Order().ShouldBe(["ads right", "ads wrong"]);
    }

    [Fact]
    public void UpdateFramework_OtherConstraints_HoldAtOnce()
    {
        _cluster.Add("f1", new() { Roles = ["ads"], Constraints = new OnlyHost("right") });
        _cluster.AddAgent("a1", traits: AgentTraits.None with { Hostname = "wrong" });
        _cluster.Allocate().ShouldBeEmpty();
        _cluster.Update("f1", new() { Roles = ["ads"], Constraints = new OnlyHost("wrong") });
        var grant = _cluster.Allocate().ShouldHaveSingleItem();
        _cluster.Update("f1", new() { Roles = ["ads"], Constraints = new OnlyHost("right") });
        _cluster.Decline(grant);
        _cluster.Allocate().ShouldBeEmpty();
        _cluster.Update("f1", new() { Roles = ["ads"] });

        _cluster.Allocate().Count.ShouldBe(1);
    }

    [Fact]
    public void UpdateFramework_RoleAddedUnderTheSameConstraints_IsConstrainedToo()
    {
        var constraints = new OnlyHost("right");
        _cluster.Add("f1", new() { Roles = ["ads"], Constraints = constraints });
        _cluster.Update("f1", new() { Roles = ["ads", "web"], Constraints = constraints });
        _cluster.AddAgent("a1", traits: AgentTraits.None with { Hostname = "wrong" });

        _cluster.Allocate().ShouldBeEmpty();
    }

    [Fact]
    public void UpdateAgent_OtherAttributes_EndItsFilters()
    {
        _cluster.AddFramework("f1", "ads");
        _cluster.AddAgent("a1");
        _cluster.Decline(_cluster.Allocate().Single(), 1e6);
        _cluster.Allocate().ShouldBeEmpty();
        var attribute = new Attribute { Name = "rack", Type = Value.Types.Type.Text, Text = new() { Value = "r1" } };
        _cluster.Allocator.UpdateAgent(
            new("a1"),
            Resources.Generators.Parse("cpus:4;mem:1024"),
            AgentTraits.None with { Attributes = [attribute] });

        _cluster.Allocate().Count.ShouldBe(1);
    }

    [Fact]
    public void Allocate_OwnMinimumOfARole_StandsInPlaceOfTheMasters()
    {
        _cluster.Add("f1", new() { Roles = ["ads", "web"], MinAllocatable = Minimum("ads", ("cpus", 2000), ("mem", 1_000_000)) });
        _cluster.AddAgent("small", "cpus:1;mem:2000");
        _cluster.AddAgent("large", "cpus:2;mem:1000");
        _cluster.AddAgent("sliver", "cpus:0.001");
        _cluster.Allocator.Suppress(new("f1"), ["web"]);
        _cluster.Allocate().Select(grant => grant.Agent.Value).ShouldBe(["large"]);
        _cluster.Allocator.Revive(new("f1"), ["web"]);

        _cluster.AllocateText().ShouldBe(["f1/web small cpus:1; mem:2000"]);
    }

    [Fact]
    public void Allocate_OwnMinimumOfNothing_TakesSlivers()
    {
        _cluster.Add("f1", new() { Roles = ["ads"], MinAllocatable = Minimum("ads") });
        _cluster.AddAgent("sliver", "cpus:0.001");

        _cluster.Allocate().Count.ShouldBe(1);
    }

    [Fact]
    public void Allocate_KindsAFrameworkDoesNotKnow_AreLeftOut()
    {
        _cluster.AddFramework("f1", "ads");
        _cluster.Allocator.AddAgent(
            new("a1"),
            ResourceSet.From(
            [
                .. Resources.Generators.Parse("cpus:1;cpus(ads):2"),
                ResourceEntry.Scalar(new ResourceKey("cpus", Value.Types.Type.Scalar, isRevocable: true), 4000),
            ]),
            AgentTraits.None);

        var first = _cluster.Allocate().ShouldHaveSingleItem();
        first.Resources.Scalar("cpus").ShouldBe(3000);
        _cluster.Decline(first);
        _cluster.Update("f1", new() { Roles = ["ads"], Abilities = FrameworkAbilities.RevocableResources });

        _cluster.Allocate().Single().Resources.Scalar("cpus").ShouldBe(7000);
    }

    private static AgentTraits InRegion(string region) => AgentTraits.None with { Region = region, Zone = "z" };

    private static Dictionary<string, IReadOnlyList<ResourceQuantities>> Minimum(
        string role,
        params (string Name, long Thousandths)[] all) =>
        new() { [role] = all.Length == 0 ? [] : [new([.. all.Select(static one => KeyValuePair.Create(one.Name, one.Thousandths))])] };

    private sealed class OnlyHost(string hostname) : IOfferConstraints
    {
        public List<string> Asked { get; } = [];

        public bool Allows(string role, AgentTraits agent)
        {
            Asked.Add($"{role} {agent.Hostname}");
            return agent.Hostname == hostname;
        }
    }
}
