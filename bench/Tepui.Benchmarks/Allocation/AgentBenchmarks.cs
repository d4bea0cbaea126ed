using System;
using BenchmarkDotNet.Attributes;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;

namespace Tepui.Benchmarks.Allocation;

/// <summary>Mesos's AddAndUpdateSlave and AllocatorBacklog: agents come with what is in use, and change.</summary>
[Config(typeof(QuickConfig))]
public class AgentBenchmarks
{
    private static readonly ResourceSet Larger = AllocatorShapes.Total + ResourceSet.From(
        [ResourceEntry.Scalar(new ResourceKey("cpus", Mesos.V1.Value.Types.Type.Scalar, isRevocable: true), 10_000)]);

    private readonly OfferCollector _sink = new();
    private HierarchicalAllocator _allocator = null!;

    [Params(10_000)]
    public int Agents { get; set; }

    [Params(200)]
    public int Frameworks { get; set; }

    [IterationSetup]
    public void SetUp()
    {
        _sink.Offers.Clear();
        _allocator = AllocatorShapes.Cluster(Agents, Frameworks);
        _allocator.Allocate(AllocatorShapes.Now, _sink);
    }

    /// <summary>A cluster of frameworks is made and all agents are added.</summary>
    [Benchmark]
    public object Add() => AllocatorShapes.Cluster(Agents, Frameworks);

    /// <summary>Every agent says that it has revocable resources too.</summary>
    [Benchmark]
    public void Update()
    {
        for (var agent = 0; agent < Agents; agent++)
        {
            _allocator.UpdateAgent(AllocatorShapes.Agent(agent), Larger, AgentTraits.None);
        }
    }

    /// <summary>A thousand agents come one by one, with a run for each.</summary>
    [Benchmark]
    public int ThousandAgentsOneByOne()
    {
        for (var agent = Agents; agent < Agents + 1000; agent++)
        {
            _allocator.AddAgent(AllocatorShapes.Agent(agent), AllocatorShapes.Total, AgentTraits.None);
            _allocator.Allocate(AllocatorShapes.Now, _sink);
        }

        return _sink.Offers.Count;
    }

    /// <summary>A thousand offers are declined for a moment one by one, with a run after each.</summary>
    [Benchmark]
    public int ThousandDeclinesOneByOne()
    {
        for (var offer = 0; offer < 1000; offer++)
        {
            var (framework, agent, resources) = _sink.Offers[offer];
            _allocator.Recover(framework, agent, resources, TimeSpan.FromSeconds(5), AllocatorShapes.Now);
            _allocator.Allocate(AllocatorShapes.Now, _sink);
        }

        return _sink.Offers.Count;
    }
}
