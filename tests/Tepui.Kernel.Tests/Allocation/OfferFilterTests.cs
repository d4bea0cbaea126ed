using System;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Allocation;

namespace Tepui.Kernel.Tests.Allocation;

public class OfferFilterTests
{
    private readonly AllocatorHarness _cluster = new();

    public OfferFilterTests() => _cluster.AddAgent("a1");

    [Fact]
    public void Decline_ForFiveSeconds_IsNotOfferedAgainUntilThen()
    {
        _cluster.AddFramework("f1", "*");
        _cluster.Decline(_cluster.Allocate().Single(), 5);

        _cluster.Allocate().ShouldBeEmpty();
        _cluster.Allocator.NextWakeup.ShouldBe(_cluster.Now.AddSeconds(5));
        _cluster.Pass(4.99);
        _cluster.Allocate().ShouldBeEmpty();
        _cluster.Pass(0.01);

        _cluster.Allocate().Count.ShouldBe(1);
        _cluster.Allocator.NextWakeup.ShouldBeNull();
    }

    [Fact]
    public void Decline_ByOne_GoesToTheNext()
    {
        _cluster.AddFramework("f1", "*");
        _cluster.AddFramework("f2", "*");
        _cluster.Decline(_cluster.Allocate().Single(), 5);

        var second = _cluster.Allocate().Single();
        second.Framework.Value.ShouldBe("f2");
        _cluster.Decline(second, 1);
        _cluster.Pass(1);
        _cluster.Allocate().Single().Framework.Value.ShouldBe("f2");
    }

    [Fact]
    public void Decline_WhenMoreComesFree_IsOfferedAgain()
    {
        _cluster.AddFramework("f1", "*");
        var grant = _cluster.Allocate().Single();
        _cluster.Recover(grant, "cpus:2", 60);
        _cluster.Allocate().ShouldBeEmpty();

        _cluster.Recover(grant, "cpus:1");

        _cluster.AllocateText().ShouldBe(["f1/* a1 cpus:3"]);
    }

    [Fact]
    public void Decline_InOneRole_LeavesTheOther()
    {
        _cluster.AddFramework("f1", "ads", "web");
        _cluster.Decline(_cluster.Allocate().Single(grant => grant.Role == "ads"), 5);

        _cluster.Allocate().Single().Role.ShouldBe("web");
    }

    [Fact]
    public void Revive_AfterADecline_IsOfferedAtOnce()
    {
        _cluster.AddFramework("f1", "*");
        _cluster.Decline(_cluster.Allocate().Single(), 1e6);
        _cluster.Allocator.Revive(new("f1"), []);

        _cluster.Allocate().Count.ShouldBe(1);
    }

    [Fact]
    public void Decline_LongAndThenShort_KeepsBothFilters()
    {
        _cluster.AddFramework("f1", "*");
        var grant = _cluster.Allocate().Single();
        _cluster.Recover(grant, "cpus:1", 60);
        _cluster.Recover(grant, "cpus:1");
        var both = _cluster.Allocate().Single();
        _cluster.Decline(both, 1);
        _cluster.Pass(2);
        var again = _cluster.Allocate().Single();

        // Only the first filter is left, and it holds no more than one cpu.
        _cluster.Recover(again, "cpus:1");
        _cluster.Allocate().ShouldBeEmpty();
        _cluster.Recover(again, "cpus:1");
        _cluster.AllocateText().ShouldBe(["f1/* a1 cpus:2"]);
    }

    [Fact]
    public void Decline_AgainAndAgainWithRevives_KeepsNoOldExpiries()
    {
        _cluster.AddFramework("f1", "*");
        for (var round = 0; round < 10_000; round++)
        {
            _cluster.Decline(_cluster.Allocate().Single(), 1e6 + round);
            _cluster.Allocator.Revive(new("f1"), []);
        }

        var grant = _cluster.Allocate().Single();
        _cluster.Decline(grant, 5);
        _cluster.Pass(5);
        _cluster.Allocate().Count.ShouldBe(1);
        _cluster.Allocator.PendingExpiries.ShouldBeLessThan(1100);
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData(0.0, 0)]
    [InlineData(2.5, 2.5)]
    [InlineData(-1.0, 5)]
    [InlineData(double.NaN, 5)]
    [InlineData(1e300, 31536000)]
    public void RefuseDuration_OfAnyFilters_IsADuration(double? seconds, double expected)
    {
        var filters = new Filters();
        if (seconds is { } value)
            filters.RefuseSeconds = value;

        RefuseDuration.Of(filters).ShouldBe(TimeSpan.FromSeconds(expected));
        RefuseDuration.Of(null).ShouldBe(RefuseDuration.Default);
    }
}
