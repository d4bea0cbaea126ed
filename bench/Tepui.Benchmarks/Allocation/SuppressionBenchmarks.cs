using BenchmarkDotNet.Attributes;
using Tepui.Kernel.Allocation;

namespace Tepui.Benchmarks.Allocation;

/// <summary>Mesos's SuppressOffers and ExtremeSuppressOffers: half of 1,000 frameworks suppress offers, or 99 in a hundred.</summary>
[Config(typeof(QuickConfig))]
public class SuppressionBenchmarks
{
    private readonly OfferCollector _sink = new();
    private HierarchicalAllocator _allocator = null!;

    [Params(10_000)]
    public int Agents { get; set; }

    [Params(1_000)]
    public int Frameworks { get; set; }

    [Params(50, 99)]
    public int PercentSuppressed { get; set; }

    [IterationSetup]
    public void SetUp()
    {
        _allocator = AllocatorShapes.Cluster(Agents, Frameworks);
        for (var framework = 0; framework < Frameworks * PercentSuppressed / 100; framework++)
        {
            _allocator.Suppress(AllocatorShapes.Framework(framework), []);
        }

        Allocate();
        _sink.Decline(_allocator, RefuseDuration.Maximum);
    }

    /// <summary>A round after all offers were declined.</summary>
    [Benchmark]
    public int OfferAgain() => Allocate();

    /// <summary>One framework after the other suppresses offers and revives them, with a run each time.</summary>
    [Benchmark]
    public int HundredRevivals()
    {
        for (var framework = 0; framework < 100; framework++)
        {
            _allocator.Suppress(AllocatorShapes.Framework(framework), []);
            _allocator.Revive(AllocatorShapes.Framework(framework), []);
            Allocate();
        }

        return _sink.Offers.Count;
    }

    /// <summary>The cluster is full: a look at every agent finds nobody who would take it.</summary>
    [Benchmark]
    public int NobodyWants()
    {
        for (var framework = 0; framework < Frameworks; framework++)
        {
            _allocator.Suppress(AllocatorShapes.Framework(framework), []);
        }

        return Allocate();
    }

    private int Allocate()
    {
        _allocator.Allocate(AllocatorShapes.Now, _sink);
        return _sink.Offers.Count;
    }
}
