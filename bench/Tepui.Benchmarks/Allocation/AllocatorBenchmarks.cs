using System.Collections.Generic;
using BenchmarkDotNet.Attributes;
using Tepui.Kernel.Allocation;

namespace Tepui.Benchmarks.Allocation;

/// <summary>
/// Mesos's DeclineOffers: agents of 24 cpus of which 16 and 16 ranges of ports are in use, all frameworks in one role, all offers
/// declined for ever; the run after that is measured, the first run of all, a run with nothing to do, and the declining.
/// </summary>
[Config(typeof(QuickConfig))]
public class AllocatorBenchmarks
{
    private readonly OfferCollector _sink = new();
    private HierarchicalAllocator _allocator = null!;

    public static IEnumerable<string> Shapes =>
        ["1000 x 200", "10000 x 200", "10000 x 1000", "50000 x 200", "50000 x 1000", "50000 x 6000"];

    /// <summary>Agents and frameworks.</summary>
    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    [IterationSetup(Target = nameof(Fill))]
    public void SetUp()
    {
        var sizes = Shape.Split(" x ");
        _sink.Offers.Clear();
        _allocator = AllocatorShapes.Cluster(int.Parse(sizes[0]), int.Parse(sizes[1]));
    }

    [IterationSetup(Target = nameof(OfferAgain))]
    public void SetUpDeclined()
    {
        SetUpOffered();
        _sink.Decline(_allocator, RefuseDuration.Maximum);
    }

    [IterationSetup(Target = nameof(DeclineAll))]
    public void SetUpOffered()
    {
        SetUp();
        Allocate();
        for (var round = 1; round < 2; round++)
        {
            _sink.Decline(_allocator, RefuseDuration.Maximum);
            Allocate();
        }
    }

    [IterationSetup(Target = nameof(Idle))]
    public void SetUpIdle()
    {
        SetUp();
        Allocate();
    }

    /// <summary>The first run: what is free of every agent is granted.</summary>
    [Benchmark]
    public int Fill() => Allocate();

    /// <summary>All offers of two rounds were declined for ever: the next round.</summary>
    [Benchmark]
    public int OfferAgain() => Allocate();

    [Benchmark]
    public void DeclineAll() => _sink.Decline(_allocator, RefuseDuration.Maximum);

    /// <summary>Nothing changed.</summary>
    [Benchmark]
    public int Idle() => Allocate();

    private int Allocate()
    {
        _allocator.Allocate(AllocatorShapes.Now, _sink);
        return _sink.Offers.Count;
    }
}
