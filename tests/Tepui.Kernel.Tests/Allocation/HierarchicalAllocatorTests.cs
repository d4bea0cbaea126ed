using System;
using System.Linq;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Tests.Resources;

namespace Tepui.Kernel.Tests.Allocation;

public class HierarchicalAllocatorTests
{
    private readonly AllocatorHarness _cluster = new();

    [Fact]
    public void Allocate_AFrameworkAndAnAgent_GrantsAllOfItOnce()
    {
        _cluster.AddFramework("f1", "*");
        _cluster.AddAgent("a1");

        var grant = _cluster.Allocate().ShouldHaveSingleItem();

        grant.ToString().ShouldBe("f1/* a1 cpus:4; mem:1024");
        grant.Resources.ShouldAllBe(entry => entry.Key.AllocationRole == "*");
        _cluster.Allocator.Held(new("f1"), new("a1")).ShouldBe(grant.Resources);
        _cluster.Allocate().ShouldBeEmpty();
    }

    [Fact]
    public void Allocate_AfterATaskEnds_GrantsWhatCameFree()
    {
        _cluster.AddFramework("f1", "*");
        _cluster.AddAgent("a1");
        var grant = _cluster.Allocate().Single();

        _cluster.Recover(grant, "cpus:1.5");

        _cluster.AllocateText().ShouldBe(["f1/* a1 cpus:1.5"]);
    }

    [Fact]
    public void Allocate_LessThanTheLeast_WaitsForMore()
    {
        _cluster.AddFramework("f1", "*");
        _cluster.AddAgent("a1", "cpus:0.009;mem:31;disk:1000");
        _cluster.Allocate().ShouldBeEmpty();
        _cluster.AddAgent("a2", "cpus:0.01");
        _cluster.AddAgent("a3", "mem:32");

        _cluster.Allocate().Select(grant => grant.Agent.Value).Order().ShouldBe(["a2", "a3"]);
    }

    [Fact]
    public void Allocate_TwoRolesAtWeightsTwoToOne_ConvergeToTwoToOne()
    {
        _cluster.Allocator.SetWeight("ads", 2);
        _cluster.AddFramework("f1", "ads");
        _cluster.AddFramework("f2", "web");
        for (var agent = 0; agent < 30; agent++)
            _cluster.AddAgent($"a{agent}");

        var held = _cluster.Allocate();
        held.Count(grant => grant.Role == "ads").ShouldBe(20);

        // And stays there while tasks come and go, whoever's they are.
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var index = random.Next(held.Count);
            _cluster.Decline(held[index]);
            held.RemoveAt(index);
            held.AddRange(_cluster.Allocate());
        }

        held.Count.ShouldBe(30);
        held.Count(grant => grant.Role == "ads").ShouldBe(20);
    }

    [Fact]
    public void Allocate_ManyFrameworksInARole_ShareEqually()
    {
        for (var framework = 0; framework < 5; framework++)
            _cluster.AddFramework($"f{framework}", "ads");
        for (var agent = 0; agent < 20; agent++)
            _cluster.AddAgent($"a{agent}");

        _cluster.Allocate().GroupBy(grant => grant.Framework).ShouldAllBe(group => group.Count() == 4);
    }

    [Fact]
    public void Allocate_ByDominantShare_LooksAtTheScarcestResource()
    {
        _cluster.AddFramework("f1", "ads");
        _cluster.AddFramework("f2", "web");
        _cluster.AddAgent("a1", "cpus:10;mem:1000", ("f1", "ads", "cpus:1;mem:500"), ("f2", "web", "cpus:4"));

        _cluster.AllocateText().ShouldBe(["f2/web a1 cpus:5; mem:500"]);
    }

    [Fact]
    public void Allocate_ExcludedNames_CountForNoShare()
    {
        var cluster = new AllocatorHarness(new AllocatorOptions { FairSharingExcludedResourceNames = ["mem"] });
        cluster.AddFramework("f1", "ads");
        cluster.AddFramework("f2", "web");
        cluster.AddAgent("a1", "cpus:10;mem:1000", ("f1", "ads", "cpus:1;mem:500"), ("f2", "web", "cpus:4"));

        cluster.AllocateText().ShouldBe(["f1/ads a1 cpus:5; mem:500"]);
    }

    [Fact]
    public void Allocate_EqualShares_GoesByGrantsThenByName()
    {
        _cluster.AddFramework("f2", "b");
        _cluster.AddFramework("f1", "a");
        _cluster.AddAgent("a1");

        for (var round = 0; round < 4; round++)
        {
            var grant = _cluster.Allocate().ShouldHaveSingleItem();
            grant.Framework.Value.ShouldBe(round % 2 == 0 ? "f1" : "f2");
            _cluster.Decline(grant);
        }
    }

    [Fact]
    public void Allocate_ReservedResources_GoOnlyToTheirRole()
    {
        _cluster.AddFramework("f1", "ads");
        _cluster.AddFramework("f2", "web");
        _cluster.AddAgent("a1", "cpus:1;cpus(web):2;cpus(db):4");

        _cluster.AllocateText().ShouldBe(
            ["f1/ads a1 cpus:1", "f2/web a1 cpus(reservations: [(STATIC,web)]):2"]);
    }

    [Fact]
    public void Allocate_AgentWithGpus_GoesOnlyToFrameworksThatKnowThem()
    {
        _cluster.AddFramework("f1", "*");
        _cluster.AddAgent("a1", "cpus:1;gpus:1");
        _cluster.Allocate().ShouldBeEmpty();

        _cluster.Update("f1", new() { Roles = ["*"], Abilities = FrameworkAbilities.GpuResources });

        _cluster.AllocateText().ShouldBe(["f1/* a1 cpus:1; gpus:1"]);
    }

    [Fact]
    public void SuppressAndRevive_ARole_StopAndStartItsOffers()
    {
        _cluster.AddFramework("f1", "ads", "web");
        _cluster.Allocator.Suppress(new("f1"), ["ads"]);
        _cluster.AddAgent("a1");
        var grant = _cluster.Allocate().Single();
        grant.Role.ShouldBe("web");

        _cluster.Allocator.Suppress(new("f1"), []);
        _cluster.Decline(grant);
        _cluster.Allocate().ShouldBeEmpty();
        _cluster.Allocator.Revive(new("f1"), ["ads"]);

        _cluster.Allocate().Single().Role.ShouldBe("ads");
    }

    [Fact]
    public void AddFramework_WithSuppressedRoles_IsOfferedNothingForThem()
    {
        _cluster.Add("f1", new() { Roles = ["ads"], SuppressedRoles = ["ads"] });
        _cluster.AddAgent("a1");

        _cluster.Allocate().ShouldBeEmpty();
    }

    [Fact]
    public void DeactivateAgentAndFramework_UntilActiveAgain_GetNothing()
    {
        _cluster.AddFramework("f1", "*");
        _cluster.AddAgent("a1");
        _cluster.Allocator.DeactivateAgent(new("a1"));
        _cluster.Allocate().ShouldBeEmpty();
        _cluster.Allocator.DeactivateFramework(new("f1"));
        _cluster.Allocator.ActivateAgent(new("a1"));
        _cluster.Allocate().ShouldBeEmpty();
        _cluster.Allocator.ActivateFramework(new("f1"));

        _cluster.Allocate().Count.ShouldBe(1);
    }

    [Fact]
    public void RemoveFramework_WithResources_FreesThem()
    {
        _cluster.AddFramework("f1", "*");
        _cluster.AddAgent("a1");
        var grant = _cluster.Allocate().Single();
        _cluster.Allocator.RemoveFramework(new("f1"));
        _cluster.AddFramework("f2", "*");

        // What comes back late is not counted twice.
        _cluster.Decline(grant);

        _cluster.AllocateText().ShouldBe(["f2/* a1 cpus:4; mem:1024"]);
    }

    [Fact]
    public void AddAgent_WithTasksOfAnUnknownFramework_CountsThemForItWhenItComes()
    {
        _cluster.AddAgent("a1", "cpus:4", ("f1", "ads", "cpus:1"));
        _cluster.AddFramework("f1", "ads");

        _cluster.AllocateText().ShouldBe(["f1/ads a1 cpus:3"]);
        _cluster.Allocator.Held(new("f1"), new("a1")).Scalar("cpus").ShouldBe(4000);
    }

    [Fact]
    public void UpdateAgent_ToLessThanIsHeld_OffersNothingUntilEnoughIsBack()
    {
        _cluster.AddFramework("f1", "*");
        _cluster.AddAgent("a1", "cpus:4");
        var grant = _cluster.Allocate().Single();
        _cluster.Allocator.UpdateAgent(new("a1"), Generators.Parse("cpus:2"), AgentTraits.None);

        _cluster.Recover(grant, "cpus:2");
        _cluster.Allocate().ShouldBeEmpty();
        _cluster.Recover(grant, "cpus:1");

        _cluster.AllocateText().ShouldBe(["f1/* a1 cpus:1"]);
    }

    [Fact]
    public void UpdateFramework_RoleGivenUp_IsOfferedNothingMoreForIt()
    {
        _cluster.AddFramework("f1", "ads");
        _cluster.AddAgent("a1");
        var grant = _cluster.Allocate().Single();
        _cluster.Update("f1", new() { Roles = ["web"] });

        _cluster.Decline(grant);

        _cluster.Allocate().Single().Role.ShouldBe("web");
    }

    [Fact]
    public void Allocate_RandomSorters_GiveByWeight()
    {
        var cluster = new AllocatorHarness(
            new AllocatorOptions { RoleSorter = SorterKind.Random, FrameworkSorter = SorterKind.Random });
        cluster.Allocator.SetWeight("ads", 3);
        cluster.AddFramework("f1", "ads");
        cluster.AddFramework("f2", "web");
        for (var agent = 0; agent < 4000; agent++)
            cluster.AddAgent($"a{agent}");

        cluster.Allocate().Count(grant => grant.Role == "ads").ShouldBeInRange(2880, 3120);
    }
}
