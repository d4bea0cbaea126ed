using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;

namespace Tepui.Benchmarks.Allocation;

/// <summary>The agents and frameworks of Mesos's own allocator benchmarks.</summary>
internal static class AllocatorShapes
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly ResourceSet Total = Parse("cpus:24;mem:4096;disk:4096;ports:[31000-32000]");

    public static readonly ResourceSet Used = Parse(
        "cpus:16;mem:2014;disk:1024;ports:[" +
        string.Join(",", Enumerable.Range(0, 16).Select(index => $"{31000 + (index * 4)}-{31001 + (index * 4)}")) + "]")
        .WithAllocation("*");

    public static FrameworkId Framework(int index) => new($"framework-{index:0000}");

    public static AgentId Agent(int index) => new($"agent-{index:00000}");

    /// <summary>All frameworks in one role; of each agent a part is in use by one of them.</summary>
    public static HierarchicalAllocator Cluster(int agents, int frameworks, Func<int, ResourceSet>? total = null)
    {
        var allocator = new HierarchicalAllocator(AllocatorOptions.Default, new Random(1));
        for (var framework = 0; framework < frameworks; framework++)
        {
            allocator.AddFramework(Framework(framework), new FrameworkTerms { Roles = ["*"] });
        }

        for (var agent = 0; agent < agents; agent++)
        {
            allocator.AddAgent(
                Agent(agent),
                total?.Invoke(agent) ?? Total,
                AgentTraits.None,
                [new(Framework(agent % frameworks), Used)]);
        }

        return allocator;
    }

    public static ResourceSet Parse(string text)
    {
        var faults = new List<string>();
        return ResourceText.Parse(text, faults) ?? throw new ArgumentException(string.Join("; ", faults), nameof(text));
    }
}
