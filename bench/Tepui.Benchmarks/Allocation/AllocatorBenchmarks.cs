using System;
using System.Collections.Generic;
using BenchmarkDotNet.Attributes;
using Tepui.Kernel;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;

namespace Tepui.Benchmarks.Allocation;

/// <summary>
/// The allocator alone, in the shapes of Mesos's own allocator benchmark: agents of 24 cpus of which 16 and 16 ranges of ports
/// are in use, all frameworks in one role.
/// </summary>
[Config(typeof(QuickConfig))]
public class AllocatorBenchmarks : IAllocationSink
{
    private readonly List<(FrameworkId Framework, AgentId Agent, ResourceSet Resources)> _offers = [];
    private readonly DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private HierarchicalAllocator _allocator = null!;

    [Params(1_000, 10_000)]
    public int Agents { get; set; }

    [Params(200, 1_000)]
    public int Frameworks { get; set; }

    /// <summary>Every agent's free resources are granted.</summary>
    [Benchmark]
    public int Fill()
    {
        _allocator.Allocate(_now, this);
        return _offers.Count;
    }

    [IterationSetup(Target = nameof(Fill))]
    public void SetUp()
    {
        _offers.Clear();
        _allocator = AllocatorShapes.Cluster(Agents, Frameworks);
    }

    /// <summary>All offers were declined for ever: the next round of offers.</summary>
    [Benchmark]
    public int OfferAfterAllDeclined()
    {
        _allocator.Allocate(_now, this);
        return _offers.Count;
    }

    /// <summary>All offers are declined for ever.</summary>
    [Benchmark]
    public int DeclineAll()
    {
        Decline();
        return _offers.Count;
    }

    [IterationSetup(Target = nameof(OfferAfterAllDeclined))]
    public void SetUpDeclined()
    {
        SetUpRounds(4);
        Decline();
    }

    [IterationSetup(Target = nameof(DeclineAll))]
    public void SetUpOffered() => SetUpRounds(4);

    /// <summary>A look at every agent when all frameworks but one are suppressed, and that one has declined them all.</summary>
    [Benchmark]
    public int AllFiltered()
    {
        _allocator.Allocate(_now, this);
        return _offers.Count;
    }

    [IterationSetup(Target = nameof(AllFiltered))]
    public void SetUpFiltered()
    {
        SetUp();
        for (var framework = 1; framework < Frameworks; framework++)
        {
            _allocator.Suppress(AllocatorShapes.Framework(framework), []);
        }

        _allocator.Allocate(_now, this);
        Decline();
    }

    void IAllocationSink.Grant(FrameworkId framework, string role, AgentId agent, ResourceSet resources) =>
        _offers.Add((framework, agent, resources));

    private void SetUpRounds(int rounds)
    {
        SetUp();
        _allocator.Allocate(_now, this);
        for (var round = 1; round < rounds; round++)
        {
            Decline();
            _allocator.Allocate(_now, this);
        }
    }

    private void Decline()
    {
        foreach (var (framework, agent, resources) in _offers)
        {
            _allocator.Recover(framework, agent, resources, RefuseDuration.Maximum, _now);
        }

        _offers.Clear();
    }
}
