using System.Linq;
using Mesos.V1;
using Tepui.Miner.Framework;

namespace Tepui.Miner.Tests.Framework;

public class OfferedResourcesTests
{
    [Fact]
    public void Take_FromSeveralResources_KeepsWhatMakesEachItsOwn()
    {
        var offer = new Offer();
        offer.Resources.Add(Cpus(1.5, "ads"));
        offer.Resources.Add(Cpus(2, null));
        offer.Scalar("cpus").ShouldBe(3.5);
        var taken = offer.Take("cpus", 2).ToArray();
        taken.Select(resource => resource.Scalar.Value).ShouldBe([1.5, 0.5]);
        taken[0].AllocationInfo.Role.ShouldBe("ads");
        offer.Resources[0].Scalar.Value.ShouldBe(1.5);
    }

    [Fact]
    public void TakePorts_AcrossRanges_NamesEachPort()
    {
        var offer = new Offer();
        offer.Resources.Add(Ports((31005, 31005), (31010, 31020)));
        var ports = offer.Ports(2);
        ports.ShouldBe([31005, 31010]);
        var taken = offer.TakePorts(ports).Single();
        taken.Ranges.Range.Select(range => (range.Begin, range.End)).ShouldBe([(31005UL, 31005UL), (31010UL, 31010UL)]);
    }

    [Fact]
    public void Ports_AnAbsurdRange_IsNotCounted()
    {
        var offer = new Offer();
        offer.Resources.Add(Ports((65535, ulong.MaxValue)));
        offer.Ports(5).ShouldBe([65535]);
    }

    private static Resource Cpus(double value, string? role) => new()
    {
        Name = "cpus",
        Type = Value.Types.Type.Scalar,
        Scalar = new Value.Types.Scalar { Value = value },
        AllocationInfo = role is null ? null : new Resource.Types.AllocationInfo { Role = role },
    };

    private static Resource Ports(params (ulong Begin, ulong End)[] ranges)
    {
        var resource = new Resource { Name = "ports", Type = Value.Types.Type.Ranges, Ranges = new Value.Types.Ranges() };
        resource.Ranges.Range.AddRange(ranges.Select(range => new Value.Types.Range { Begin = range.Begin, End = range.End }));
        return resource;
    }
}
