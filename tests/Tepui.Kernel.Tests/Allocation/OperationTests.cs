using System.Linq;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tests.Resources;

namespace Tepui.Kernel.Tests.Allocation;

/// <summary>Operations that turn resources into others, held or free.</summary>
public class OperationTests
{
    private readonly AllocatorHarness _cluster = new();

    [Fact]
    public void ApplyOperation_OnAnOffer_TurnsWhatIsHeldAndTheAgent()
    {
        _cluster.AddFramework("f1", "ads");
        _cluster.AddFramework("f2", "web");
        _cluster.AddAgent("a1", "cpus:4");
        var grant = _cluster.Allocate().Single(grant => grant.Role == "ads");

        Apply(grant, "cpus:3", "cpus(ads):3").ShouldBeTrue();

        _cluster.Allocator.Held(new("f1"), new("a1")).ToString().ShouldContain("cpus(allocated: ads)(reservations: [(STATIC,ads)]):3");
        _cluster.Allocator.RoleConsumption("ads").Of("cpus").ShouldBe(4000);
        _cluster.Recover(grant, "cpus(ads):3;cpus:1");
        _cluster.Allocator.RoleConsumption("ads").Of("cpus").ShouldBe(3000);
        _cluster.Allocate().Select(next => next.ToString()).Order().ShouldBe(
            ["f1/ads a1 cpus(reservations: [(STATIC,ads)]):3", "f2/web a1 cpus:1"]);
    }

    [Fact]
    public void ApplyOperation_OnFreeResources_ReservesThemForARoleNobodyHas()
    {
        _cluster.AddAgent("a1", "cpus:4");
        _cluster.Allocator.ApplyOperation(null, new("a1"), Generators.Parse("cpus:3"), Generators.Parse("cpus(eng/a):3")).ShouldBeTrue();
        _cluster.Allocator.RoleConsumption("eng").Of("cpus").ShouldBe(3000);
        _cluster.AddFramework("f1", "ads");

        _cluster.AllocateText().ShouldBe(["f1/ads a1 cpus:1"]);
        _cluster.Allocator.ApplyOperation(null, new("a1"), Generators.Parse("cpus(eng/a):3"), Generators.Parse("cpus:3")).ShouldBeTrue();
        _cluster.Allocator.RoleConsumption("eng").Count.ShouldBe(0);
        _cluster.AllocateText().ShouldBe(["f1/ads a1 cpus:3"]);
    }

    [Fact]
    public void ApplyOperation_OnWhatIsNotThere_ChangesNothing()
    {
        _cluster.AddFramework("f1", "ads");
        _cluster.AddAgent("a1", "cpus:4");
        var grant = _cluster.Allocate().Single();

        Apply(grant, "cpus:5", "cpus(ads):5").ShouldBeFalse();
        _cluster.Allocator.ApplyOperation(null, new("a1"), Generators.Parse("cpus:1"), Generators.Parse("cpus(ads):1")).ShouldBeFalse();
        _cluster.Allocator.ApplyOperation(new("f9"), new("a1"), grant.Resources, grant.Resources).ShouldBeFalse();
        _cluster.Allocator.ApplyOperation(null, new("a9"), ResourceSet.Empty, ResourceSet.Empty).ShouldBeFalse();

        _cluster.Decline(grant);
        _cluster.AllocateText().ShouldBe(["f1/ads a1 cpus:4"]);
    }

    private bool Apply(Grant grant, string consumed, string converted) => _cluster.Allocator.ApplyOperation(
        grant.Framework,
        grant.Agent,
        Generators.Parse(consumed).WithAllocation(grant.Role),
        Generators.Parse(converted).WithAllocation(grant.Role));
}
