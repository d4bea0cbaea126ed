using System;
using System.Collections.Generic;
using BenchmarkDotNet.Attributes;
using Tepui.Kernel;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Quotas;

namespace Tepui.Benchmarks.Allocation;

/// <summary>
/// Mesos's quota shapes: so many roles with a small quota and so many with a large one, a framework in each, on a cluster that
/// just holds them all; and roles with two agents and two frameworks each, with a quota and without.
/// </summary>
[Config(typeof(QuickConfig))]
public class QuotaBenchmarks
{
    private readonly OfferCollector _sink = new();
    private HierarchicalAllocator _allocator = null!;

    public static IEnumerable<string> Shapes =>
    [
        "25 small, 5 large", "250 small, 50 large", "2500 small, 500 large",
        "10 limited", "10", "100 limited", "100", "1000 limited", "1000",
    ];

    [ParamsSource(nameof(Shapes))]
    public string Roles { get; set; } = "";

    [IterationSetup]
    public void SetUp()
    {
        _sink.Offers.Clear();
        _allocator = new HierarchicalAllocator(AllocatorOptions.Default, new Random(1));
        var words = Roles.Split(' ');
        if (words.Length == 4)
        {
            var (small, large) = (int.Parse(words[0]), int.Parse(words[2]));
            AddRoles("small", small, frameworks: 1, Of(8, 32_768, guaranteed: true));
            AddRoles("large", large, frameworks: 1, Of(80, 327_680, guaranteed: true));
            AddAgents(((small * 8) + (large * 80)) / 8);
        }
        else
        {
            var roles = int.Parse(words[0]);
            AddRoles("role", roles, frameworks: 2, words.Length == 2 ? Of(8, 32_768, guaranteed: false) : null);
            AddAgents(roles * 2);
        }
    }

    /// <summary>A run over the idle cluster, and one after half of each offer was declined.</summary>
    [Benchmark]
    public int TwoRuns()
    {
        _allocator.Allocate(AllocatorShapes.Now, _sink);
        for (var offer = _sink.Offers.Count - 1; offer >= 0; offer -= 2)
        {
            var (framework, agent, resources) = _sink.Offers[offer];
            _allocator.Recover(framework, agent, resources, TimeSpan.FromSeconds(5), AllocatorShapes.Now);
        }

        _allocator.Allocate(AllocatorShapes.Now, _sink);
        return _sink.Offers.Count;
    }

    private static Quota Of(long cpus, long mem, bool guaranteed)
    {
        KeyValuePair<string, long>[] quantities = [new("cpus", cpus * 1000), new("mem", mem * 1000)];
        return new Quota(guaranteed ? new(quantities) : new(), new(quantities));
    }

    private void AddRoles(string kind, int count, int frameworks, Quota? quota)
    {
        for (var role = 0; role < count; role++)
        {
            var name = $"{kind}{role}";
            if (quota is not null)
            {
                _allocator.SetQuota(name, quota);
            }

            for (var framework = 0; framework < frameworks; framework++)
            {
                _allocator.AddFramework(new FrameworkId($"{name}-{framework}"), new FrameworkTerms { Roles = [name] });
            }
        }
    }

    private void AddAgents(int count)
    {
        for (var agent = 0; agent < count; agent++)
        {
            _allocator.AddAgent(AllocatorShapes.Agent(agent), AllocatorShapes.Parse("cpus:8;mem:32768;disk:4096"), AgentTraits.None);
        }
    }
}
