using System;
using System.Collections.Generic;
using System.Linq;
using BenchmarkDotNet.Attributes;
using Tepui.Kernel;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;

namespace Tepui.Benchmarks.Allocation;

/// <summary>
/// Mesos's MultiFrameworkAllocations: 80 agents of 64 cpus and 488,000 MB; 4 Marathons with 4,000 tasks each, 500 Jenkins with 5,
/// 50 Sparks with 20. Each takes of an offer what its tasks need, and declines the rest; until nobody waits any more.
/// </summary>
[Config(typeof(QuickConfig))]
public class MixedFrameworkBenchmarks
{
    private readonly OfferCollector _sink = new();
    private readonly Dictionary<FrameworkId, (ResourceSet Task, int Left)> _waiting = [];
    private HierarchicalAllocator _allocator = null!;
    private DateTimeOffset _now;

    [IterationSetup]
    public void SetUp()
    {
        _now = AllocatorShapes.Now;
        _waiting.Clear();
        _sink.Offers.Clear();
        _allocator = new HierarchicalAllocator(AllocatorOptions.Default, new Random(1));
        for (var agent = 0; agent < 80; agent++)
        {
            _allocator.AddAgent(AllocatorShapes.Agent(agent), AllocatorShapes.Parse("cpus:64;mem:488000"), AgentTraits.None);
        }

        Add("marathon", 4, 4000, "cpus:0.07;mem:400");
        Add("jenkins", 500, 5, "cpus:0.1;mem:4000");
        Add("spark", 50, 20, "cpus:1;mem:1000");
    }

    /// <returns>The rounds it took, a second each.</returns>
    [Benchmark]
    public int UntilAllTasksRun()
    {
        var rounds = 0;
        while (_waiting.Values.Any(static framework => framework.Left > 0))
        {
            _allocator.Allocate(_now, _sink);
            foreach (var (framework, agent, resources) in _sink.Offers)
            {
                Accept(framework, agent, resources);
            }

            _sink.Offers.Clear();
            _now += TimeSpan.FromSeconds(1);
            if (++rounds == 1000)
            {
                throw new InvalidOperationException("The tasks do not fit.");
            }
        }

        return rounds;
    }

    private void Accept(FrameworkId framework, AgentId agent, ResourceSet rest)
    {
        var (task, left) = _waiting[framework];
        while (left > 0 && rest.Contains(task))
        {
            rest -= task;
            left--;
        }

        _waiting[framework] = (task, left);
        if (left == 0)
        {
            _allocator.Suppress(framework, []);
        }

        _allocator.Recover(framework, agent, rest, TimeSpan.FromSeconds(5), _now);
    }

    private void Add(string kind, int count, int tasks, string task)
    {
        for (var index = 0; index < count; index++)
        {
            var id = new FrameworkId($"{kind}-{index}");
            _waiting.Add(id, (AllocatorShapes.Parse(task).WithAllocation(kind), tasks));
            _allocator.AddFramework(id, new FrameworkTerms { Roles = [kind] });
        }
    }
}
