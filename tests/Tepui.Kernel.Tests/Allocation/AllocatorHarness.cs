using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Tests.Resources;

namespace Tepui.Kernel.Tests.Allocation;

/// <summary>An allocator with a clock that a test moves.</summary>
internal sealed class AllocatorHarness(AllocatorOptions? options = null)
{
    public HierarchicalAllocator Allocator { get; } = new(options ?? AllocatorOptions.Default, new Random(1));

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Pass(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    public void AddFramework(string id, params string[] roles) => Add(id, new FrameworkTerms { Roles = roles });

    public void Add(string id, FrameworkTerms terms) => Allocator.AddFramework(new FrameworkId(id), terms);

    public void Update(string id, FrameworkTerms terms) => Allocator.UpdateFramework(new FrameworkId(id), terms);

    public void AddAgent(string id, string resources = "cpus:4;mem:1024", AgentTraits? traits = null) =>
        Allocator.AddAgent(new AgentId(id), Generators.Parse(resources), traits ?? AgentTraits.None);

    /// <param name="held">Framework, role, and what it holds there already.</param>
    public void AddAgent(string id, string resources, params (string Framework, string Role, string Resources)[] held) =>
        Allocator.AddAgent(
            new AgentId(id),
            Generators.Parse(resources),
            AgentTraits.None,
            held.Select(static one =>
                KeyValuePair.Create(new FrameworkId(one.Framework), Generators.Parse(one.Resources).WithAllocation(one.Role))));

    public List<Grant> Allocate()
    {
        var grants = new Grants();
        Allocator.Allocate(Now, grants);
        return grants.All;
    }

    /// <summary>The grants as text, e.g. <c>f1/* a1 cpus:4; mem:1024</c>.</summary>
    public string[] AllocateText() => Allocate().Select(grant => grant.ToString()).ToArray();

    public void Decline(Grant grant, double seconds = 0) =>
        Allocator.Recover(grant.Framework, grant.Agent, grant.Resources, TimeSpan.FromSeconds(seconds), Now);

    public void Recover(Grant grant, string part, double seconds = 0) => Allocator.Recover(
        grant.Framework,
        grant.Agent,
        Generators.Parse(part).WithAllocation(grant.Role),
        TimeSpan.FromSeconds(seconds),
        Now);
}
