using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Resources;
using static Tepui.Kernel.Tests.Master.OperationInfos;
using Operation = Mesos.V1.Offer.Types.Operation;
using SourceType = Mesos.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace Tepui.Kernel.Tests.Operations;

public class OperationConversionsTests
{
    public static TheoryData<string, Operation, string, string> Rows => new()
    {
        { "a reservation", Reserve(Reserved("cpus:1;mem:2", "ads")), "cpus:1; mem:2", "cpus(reservations: [(DYNAMIC,ads)]):1; mem(reservations: [(DYNAMIC,ads)]):2" },
        {
            "a refined one", Reserve(Reserved("cpus:1", "ads", "ads/x")),
            "cpus(reservations: [(DYNAMIC,ads)]):1", "cpus(reservations: [(DYNAMIC,ads),(DYNAMIC,ads/x)]):1"
        },
        { "one given up", Unreserve(Reserved("cpus:1", "ads", "ads/x")), "cpus(reservations: [(DYNAMIC,ads),(DYNAMIC,ads/x)]):1", "cpus(reservations: [(DYNAMIC,ads)]):1" },
        { "a volume", Create(Volume(5, "v", "ads")), "disk(reservations: [(DYNAMIC,ads)]):5", "disk(reservations: [(DYNAMIC,ads)])[v:data]:5" },
        {
            "a shared volume", Create(Shared(Volume(5, "v", "ads"))),
            "disk(reservations: [(DYNAMIC,ads)]):5", "disk(reservations: [(DYNAMIC,ads)])[v:data]<SHARED>:5<1>"
        },
        {
            "a volume on a PATH disk", Create(On(SourceType.Path, Volume(5, "v", "ads"))),
            "disk(reservations: [(DYNAMIC,ads)])[PATH:/d]:5", "disk(reservations: [(DYNAMIC,ads)])[PATH:/d,v:data]:5"
        },
        { "a volume destroyed", Destroy(Volume(5, "v", "ads")), "disk(reservations: [(DYNAMIC,ads)])[v:data]:5", "disk(reservations: [(DYNAMIC,ads)]):5" },
        {
            "a shared volume destroyed", Destroy(Shared(Volume(5, "v", "ads"))),
            "disk(reservations: [(DYNAMIC,ads)])[v:data]<SHARED>:5<1>", "disk(reservations: [(DYNAMIC,ads)]):5"
        },
        {
            "a volume grown", Grow(Volume(5, "v", "ads"), Reserved("disk:2", "ads")[0]),
            "disk(reservations: [(DYNAMIC,ads)])[v:data]:5; disk(reservations: [(DYNAMIC,ads)]):2", "disk(reservations: [(DYNAMIC,ads)])[v:data]:7"
        },
        {
            "a volume shrunk", Shrink(Volume(5, "v", "ads"), 2),
            "disk(reservations: [(DYNAMIC,ads)])[v:data]:5", "disk(reservations: [(DYNAMIC,ads)])[v:data]:3; disk(reservations: [(DYNAMIC,ads)]):2"
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Of_IsWhatTheOperationTakesAndMakes(string what, Operation operation, string consumed, string converted)
    {
        var conversions = OperationConversions.Of(operation);
        OperationConversions.Consumed(conversions).ToString().ShouldBe(consumed, what);
        OperationConversions.Converted(conversions).ToString().ShouldBe(converted, what);
        conversions.Sum(static one => one.Consumed.Scalar("disk")).ShouldBe(conversions.Sum(static one => one.Converted.Scalar("disk")));
    }

    [Fact]
    public void Of_WithSource_TakesThatInstead()
    {
        var operation = Reserve(Reserved("cpus:1", "web"));
        operation.Reserve.Source.AddRange(Reserved("cpus:1", "ads"));
        OperationConversions.Of(operation)[0].Consumed.ToString().ShouldBe("cpus(reservations: [(DYNAMIC,ads)]):1");
    }

    [Fact]
    public void Apply_WhereLessIsThere_SaysSo()
    {
        var conversions = OperationConversions.Of(Reserve(Reserved("cpus:2", "ads")));
        OperationConversions.Apply(conversions, ResourceSet.From(Master.TaskInfos.Resources("cpus:1")), out var fault).ShouldBeNull();
        fault.ShouldBe("cpus:1 does not contain cpus:2");
    }

    [Fact]
    public void Apply_AVolumeSharedOnceMore_IsNotDestroyed()
    {
        var volume = ResourceSet.From([Shared(Volume(5, "v", "ads"))]);
        var conversions = OperationConversions.Of(Destroy(Shared(Volume(5, "v", "ads"))));
        OperationConversions.Apply(conversions, volume + volume, out var fault).ShouldBeNull();
        fault.ShouldNotBeNull().ShouldEndWith("cannot be removed due to additional shared copies");
        OperationConversions.Apply(conversions, volume, out _).ShouldNotBeNull();
    }

    internal static Resource Shared(Resource volume) => volume.Change(static copy => copy.Shared = new Resource.Types.SharedInfo());

    internal static Resource On(SourceType type, Resource volume) => volume.Change(copy => copy.Disk.Source = new Resource.Types.DiskInfo.Types.Source
    {
        Type = type,
        Path = type == SourceType.Path ? new Resource.Types.DiskInfo.Types.Source.Types.Path { Root = "/d" } : null,
        Mount = type == SourceType.Mount ? new Resource.Types.DiskInfo.Types.Source.Types.Mount { Root = "/d" } : null,
    });
}
