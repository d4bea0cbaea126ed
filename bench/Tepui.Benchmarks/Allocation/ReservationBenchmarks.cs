using System.Linq;
using BenchmarkDotNet.Attributes;
using Mesos.V1;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;
using DiskInfo = Mesos.V1.Resource.Types.DiskInfo;
using ReservationInfo = Mesos.V1.Resource.Types.ReservationInfo;

namespace Tepui.Benchmarks.Allocation;

/// <summary>
/// Mesos's ResourceLabels and PersistentVolumes: agents with reservations that differ by their labels, or with a volume for each of
/// four of their reservations; six rounds of offers, all declined.
/// </summary>
[Config(typeof(QuickConfig))]
public class ReservationBenchmarks
{
    private const int Rounds = 6;

    private readonly OfferCollector _sink = new();
    private HierarchicalAllocator _allocator = null!;

    [Params(2_000)]
    public int Agents { get; set; }

    [Params(200)]
    public int Frameworks { get; set; }

    [Params("labels", "volumes")]
    public string Kind { get; set; } = "";

    [IterationSetup]
    public void SetUp()
    {
        _sink.Offers.Clear();
        _allocator = new HierarchicalAllocator(AllocatorOptions.Default, new System.Random(1));
        for (var framework = 0; framework < Frameworks; framework++)
        {
            _allocator.AddFramework(AllocatorShapes.Framework(framework), new FrameworkTerms { Roles = ["role1"] });
        }

        for (var agent = 0; agent < Agents; agent++)
        {
            var reserved = Enumerable.Range(0, 4).SelectMany(part => Kind == "labels" ? Labelled(agent, part) : Volume(agent, part));
            _allocator.AddAgent(
                AllocatorShapes.Agent(agent),
                AllocatorShapes.Total + ResourceSet.From(reserved),
                AgentTraits.None,
                [new(AllocatorShapes.Framework(agent % Frameworks), AllocatorShapes.Used.WithAllocation("role1"))]);
        }
    }

    [Benchmark]
    public void SixRounds()
    {
        for (var round = 0; round < Rounds; round++)
        {
            _allocator.Allocate(AllocatorShapes.Now, _sink);
            _sink.Decline(_allocator, RefuseDuration.Maximum);
        }
    }

    private static ResourceEntry[] Labelled(int agent, int part)
    {
        var reservation = Reservation();
        reservation.Labels = new Labels { Labels_ = { new Label { Key = $"key{part}", Value = $"value{agent}" } } };
        return
        [
            ResourceEntry.Scalar(new ResourceKey("cpus", Value.Types.Type.Scalar, [reservation]), 2000),
            ResourceEntry.Scalar(new ResourceKey("mem", Value.Types.Type.Scalar, [reservation]), 500_000),
        ];
    }

    private static ResourceEntry[] Volume(int agent, int part)
    {
        var volume = new DiskInfo
        {
            Persistence = new() { Id = $"{agent}-{part}" },
            Volume = new() { ContainerPath = "data", Mode = Mesos.V1.Volume.Types.Mode.Rw },
        };
        return [ResourceEntry.Scalar(new ResourceKey("disk", Value.Types.Type.Scalar, [Reservation()], volume), 512_000)];
    }

    private static ReservationInfo Reservation() => new() { Type = ReservationInfo.Types.Type.Dynamic, Role = "role1", Principal = "ops" };
}
