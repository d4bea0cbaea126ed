using System.Linq;

namespace Tepui.Kernel.Tests.Allocation;

/// <summary>Hierarchical roles (docs/roles.md): a role's subtree takes part as one among its siblings.</summary>
public class RoleTreeTests
{
    private readonly AllocatorHarness _cluster = new();

    [Fact]
    public void Allocate_SubtreesOfDifferentSizes_ShareEquallyAsWholes()
    {
        _cluster.AddFramework("f1", "eng/a");
        _cluster.AddFramework("f2", "eng/b");
        _cluster.AddFramework("f3", "ads");
        for (var agent = 0; agent < 40; agent++)
            _cluster.AddAgent($"a{agent}");

        var grants = _cluster.Allocate();

        grants.Count(grant => grant.Role == "ads").ShouldBe(20);
        grants.Count(grant => grant.Role == "eng/a").ShouldBe(10);
        grants.Count(grant => grant.Role == "eng/b").ShouldBe(10);
    }

    [Fact]
    public void Allocate_RoleWithFrameworksAndSubroles_IsOneAmongItsSubroles()
    {
        _cluster.AddFramework("f1", "eng");
        _cluster.AddFramework("f2", "eng/a");
        _cluster.AddFramework("f3", "eng/b");
        for (var agent = 0; agent < 30; agent++)
            _cluster.AddAgent($"a{agent}");

        _cluster.Allocate().GroupBy(grant => grant.Role).ShouldAllBe(grants => grants.Count() == 10);
    }

    [Fact]
    public void Allocate_FrameworkInARoleAndItsSubrole_IsOfferedForBoth()
    {
        _cluster.AddFramework("f1", "eng", "eng/a");
        for (var agent = 0; agent < 20; agent++)
            _cluster.AddAgent($"a{agent}");

        _cluster.Allocate().GroupBy(grant => grant.Role).Select(grants => grants.Count()).ShouldBe([10, 10]);
    }

    [Fact]
    public void SetWeight_AtEachLevel_WeighsAmongSiblings()
    {
        _cluster.Allocator.SetWeight("eng", 3);
        _cluster.Allocator.SetWeight("eng/a", 2);
        _cluster.AddFramework("f1", "eng/a");
        _cluster.AddFramework("f2", "eng/b");
        _cluster.AddFramework("f3", "ads");
        for (var agent = 0; agent < 120; agent++)
            _cluster.AddAgent($"a{agent}");

        var grants = _cluster.Allocate();

        grants.Count(grant => grant.Role == "ads").ShouldBe(30);
        grants.Count(grant => grant.Role == "eng/a").ShouldBe(60);
        grants.Count(grant => grant.Role == "eng/b").ShouldBe(30);
    }

    [Fact]
    public void SetWeight_WhileResourcesAreHeld_CountsFromTheNextGrantOn()
    {
        _cluster.AddFramework("f1", "eng");
        _cluster.AddFramework("f2", "ads");
        _cluster.AddAgent("a1", "cpus:10", ("f1", "eng", "cpus:4"), ("f2", "ads", "cpus:3"));
        _cluster.Allocator.SetWeight("eng", 2);

        _cluster.AllocateText().ShouldBe(["f1/eng a1 cpus:3"]);
    }

    [Fact]
    public void Allocate_WhenOnlyOneSubroleWants_ItGetsTheWholeOfItsParent()
    {
        _cluster.AddFramework("f1", "eng/a");
        _cluster.AddFramework("f2", "eng/b");
        _cluster.AddFramework("f3", "ads");
        _cluster.Allocator.Suppress(new("f2"), []);
        for (var agent = 0; agent < 10; agent++)
            _cluster.AddAgent($"a{agent}");

        _cluster.Allocate().Count(grant => grant.Role == "eng/a").ShouldBe(5);
    }

    [Fact]
    public void Allocate_WhatIsReservedForARole_GoesToItAndBelow()
    {
        _cluster.AddFramework("f1", "ads");
        _cluster.AddFramework("f2", "eng/a/x");
        _cluster.AddFramework("f3", "engine");
        _cluster.AddAgent("a1", "cpus(eng):2");
        _cluster.AddAgent("a2", "cpus(eng/b):2");

        _cluster.AllocateText().ShouldBe(["f2/eng/a/x a1 cpus(reservations: [(STATIC,eng)]):2"]);
    }

    [Fact]
    public void Allocate_RandomRoleSorter_GivesByWeightDownTheTree()
    {
        var cluster = new AllocatorHarness(new() { RoleSorter = Tepui.Kernel.Allocation.SorterKind.Random });
        cluster.Allocator.SetWeight("eng", 3);
        cluster.AddFramework("f1", "eng/a");
        cluster.AddFramework("f2", "eng/b");
        cluster.AddFramework("f3", "ads");
        for (var agent = 0; agent < 4000; agent++)
            cluster.AddAgent($"a{agent}");

        var grants = cluster.Allocate();

        grants.Count(grant => grant.Role == "ads").ShouldBeInRange(880, 1120);
        grants.Count(grant => grant.Role == "eng/a").ShouldBeInRange(1380, 1620);
    }
}
