using System.Collections.Generic;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Allocation;

internal sealed record Grant(FrameworkId Framework, string Role, AgentId Agent, ResourceSet Resources)
{
    public override string ToString() => $"{Framework}/{Role} {Agent} {Resources.WithoutAllocation()}";
}

/// <summary>Collects what is granted.</summary>
internal sealed class Grants : IAllocationSink
{
    public List<Grant> All { get; } = [];

    void IAllocationSink.Grant(FrameworkId framework, string role, AgentId agent, ResourceSet resources) =>
        All.Add(new Grant(framework, role, agent, resources));
}
