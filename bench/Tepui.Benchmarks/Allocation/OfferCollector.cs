using System;
using System.Collections.Generic;
using Tepui.Kernel;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;

namespace Tepui.Benchmarks.Allocation;

/// <summary>Takes what is granted, and gives it back.</summary>
internal sealed class OfferCollector : IAllocationSink
{
    public List<(FrameworkId Framework, AgentId Agent, ResourceSet Resources)> Offers { get; } = new(64 * 1024);

    void IAllocationSink.Grant(FrameworkId framework, string role, AgentId agent, ResourceSet resources) =>
        Offers.Add((framework, agent, resources));

    public void Decline(HierarchicalAllocator allocator, TimeSpan refuse)
    {
        foreach (var (framework, agent, resources) in Offers)
        {
            allocator.Recover(framework, agent, resources, refuse, AllocatorShapes.Now);
        }

        Offers.Clear();
    }
}
