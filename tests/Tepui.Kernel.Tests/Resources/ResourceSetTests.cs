using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Mesos.V1;
using Tepui.Kernel.Resources;
using DiskInfo = Mesos.V1.Resource.Types.DiskInfo;

namespace Tepui.Kernel.Tests.Resources;

public class ResourceSetTests
{
    private static readonly Arbitrary<(ResourceSet Left, ResourceSet Right)> Pairs = (
        from left in Generators.Set
        from right in Generators.Set
        select (left, right)).ToArbitrary();

    [Fact]
    public void AllOperations_OnRandomSets_AgreeWithTheNaiveTwin() => Prop.ForAll(Pairs, pair =>
    {
        var (left, right) = (NaiveResources.Of(pair.Left), NaiveResources.Of(pair.Right));

        NaiveResources.Of(pair.Left + pair.Right).ShouldBe(NaiveResources.Add(left, right));
        NaiveResources.Of(pair.Left - pair.Right).ShouldBe(NaiveResources.Subtract(left, right));
        pair.Left.Contains(pair.Right).ShouldBe(NaiveResources.Contains(left, right));
        pair.Left.Equals(pair.Right).ShouldBe(NaiveResources.Of(pair.Left).SequenceEqual(right));
    }).Check(Generators.Config);

    [Fact]
    public void Subtract_OfWhatWasAdded_GivesBackTheSame() => Prop.ForAll(Pairs, pair =>
    {
        var (left, right) = (pair.Left.Filter(IsScalar), pair.Right.Filter(IsScalar));
        (left + right - right).Equals(left).ShouldBeTrue();
        (left + right).Equals(right + left).ShouldBeTrue();
        (left + right).GetHashCode().ShouldBe((right + left).GetHashCode());
        (left + right).Contains(left).ShouldBeTrue();
        (left - left).ShouldBeSameAs(ResourceSet.Empty);
    }).Check(Generators.Config);

    [Fact]
    public void AddAndSubtract_AHundredThousandRandomSteps_EndExactlyAtZero()
    {
        var random = new System.Random(7);
        var total = ResourceSet.Empty;
        var held = new List<ResourceSet>();
        var ports = Generators.Parse("ports:[0-99999]").Ranges("ports");
        for (var step = 0; step < 100_000; step++)
        {
            if (held.Count > 0 && (step >= 60_000 || random.Next(3) == 0))
            {
                var index = random.Next(held.Count);
                total.Contains(held[index]).ShouldBeTrue();
                total -= held[index];
                held.RemoveAt(index);
                continue;
            }

            var amount = Generators.Parse("cpus:" + FixedPoint.ToText(random.Next(1, 4000)) + ";mem:0.1");
            held.Add(amount);
            total += amount;
        }

        foreach (var rest in held)
            total -= rest;
        total.ShouldBeSameAs(ResourceSet.Empty);
        ports.Size.ShouldBe(100_000UL);
    }

    [Fact]
    public void Add_ThingsThatDiffer_KeepsThemApart()
    {
        Resource[] resources =
        [
            Scalar("cpus"),
            Scalar("cpus", cpus => cpus.Role = "ads"),
            Scalar("cpus", cpus => cpus.Reservations.Add(Generators.Static("web"))),
            Scalar("cpus", cpus =>
            {
                cpus.Role = "ads";
                cpus.Reservation = new Resource.Types.ReservationInfo { Principal = "ops" };
            }),
            Scalar("cpus", cpus => cpus.Revocable = new Resource.Types.RevocableInfo()),
            Scalar("cpus", cpus => cpus.AllocationInfo = new Resource.Types.AllocationInfo { Role = "ads" }),
            Scalar("cpus", cpus => cpus.ProviderId = new ResourceProviderID { Value = "p" }),
        ];

        var sum = ResourceSet.From(resources.Concat(resources.Select(resource => resource.Clone())));

        sum.Count.ShouldBe(resources.Length);
        sum.ShouldAllBe(entry => entry.Thousandths == 2000);
        foreach (var resource in resources)
            sum.Contains(ResourceSet.From([resource])).ShouldBeTrue();
    }

    [Fact]
    public void Contains_ThingsThatCannotBeSplit_NeedsThemWhole()
    {
        var mount = Scalar("disk", disk => disk.Disk = Mount("/data"));
        var whole = ResourceSet.From([mount]);
        var half = mount.Clone();
        half.Scalar.Value = 0.5;
        var twice = ResourceSet.From([mount, mount.Clone()]);

        twice.Count.ShouldBe(2);
        whole.Contains(ResourceSet.From([half])).ShouldBeFalse();
        whole.Contains(twice).ShouldBeFalse();
        twice.Contains(twice).ShouldBeTrue();
        (twice - whole).ShouldBe(whole);
        (whole - ResourceSet.From([half])).ShouldBe(whole);
    }

    [Fact]
    public void Add_ASharedVolume_CountsIt()
    {
        var volume = Scalar("disk", disk =>
        {
            disk.Disk = new DiskInfo { Persistence = new DiskInfo.Types.Persistence { Id = "v" } };
            disk.Shared = new Resource.Types.SharedInfo();
        });
        var once = ResourceSet.From([volume]);

        (once + once).Count.ShouldBe(1);
        (once + once)[0].SharedCount.ShouldBe(2);
        (once + once - once).ShouldBe(once);
        once.Contains(once + once).ShouldBeFalse();
        (once - once).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void WithAllocation_ToARoleAndBack_IsTheSame()
    {
        var resources = Generators.Parse("cpus:4;cpus(ads):2;ports:[1-5]");
        var allocated = resources.WithAllocation("web");

        allocated.ShouldAllBe(entry => entry.Key.AllocationRole == "web");
        allocated.Contains(resources).ShouldBeFalse();
        allocated.WithoutAllocation().ShouldBe(resources);
        (allocated + resources.WithAllocation("db")).WithoutAllocation().ShouldBe(resources + resources);
    }

    [Fact]
    public void AllocatableTo_ARole_GivesTheUnreservedAndWhatIsReservedForItOrAnAncestor()
    {
        var resources = Generators.Parse("cpus:1;cpus(ads):2;cpus(ads/web):4;cpus(db):8");

        resources.AllocatableTo("ads/web").Scalar("cpus").ShouldBe(7000);
        resources.AllocatableTo("ads").Scalar("cpus").ShouldBe(3000);
        resources.AllocatableTo("adsx").Scalar("cpus").ShouldBe(1000);
        resources.Unreserved().Scalar("cpus").ShouldBe(1000);
        resources.WithoutReservations().ShouldBe(Generators.Parse("cpus:15"));
    }

    [Theory]
    [InlineData("cpus:4;mem:1024;ports:[31000-32000]", "cpus:4; mem:1024; ports:[31000-32000]")]
    [InlineData("cpus(ads):0.5", "cpus(reservations: [(STATIC,ads)]):0.5")]
    [InlineData("disks:{b,a};ports:[5-5,1-2]", "disks:{a, b}; ports:[1-2, 5-5]")]
    [InlineData("cpus:0", "{}")]
    public void ToString_OfAnySet_IsAsMesosWritesIt(string flag, string text) => Generators.Parse(flag).ToString().ShouldBe(text);

    [Fact]
    public void ToString_OfAnOffer_NamesTheRole() =>
        Generators.Parse("cpus:2.5;ports:[31000-32000]").WithAllocation("*").ToString()
            .ShouldBe("cpus(allocated: *):2.5; ports(allocated: *):[31000-32000]");

    [Fact]
    public void ContainsAndSubtract_OnTheLaunchPath_AllocateNothingAndLittle()
    {
        var offer = Generators.Parse("cpus:4;mem:1024;disk:1000;ports:[31000-32000]").WithAllocation("*");
        var task = Generators.Parse("cpus:0.1;mem:32").WithAllocation("*");
        offer.Contains(task).ShouldBeTrue();
        (offer - task).Count.ShouldBe(4);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
            offer.Contains(task);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static bool IsScalar(ResourceEntry entry) => entry.Key.Kind == Value.Types.Type.Scalar;

    private static Resource Scalar(string name, Action<Resource>? change = null)
    {
        var resource = new Resource { Name = name, Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = 1 } };
        change?.Invoke(resource);
        return resource;
    }

    private static DiskInfo Mount(string root) => new()
    {
        Source = new DiskInfo.Types.Source
        {
            Type = DiskInfo.Types.Source.Types.Type.Mount,
            Mount = new DiskInfo.Types.Source.Types.Mount { Root = root },
        },
    };
}
