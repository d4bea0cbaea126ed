using System;
using System.Linq;
using Tepui.Agent.Options;
using Tepui.Endpoints.Flags;
using Tepui.Kernel.Agent.Views;
using Tepui.Kernel.Resources;

namespace Tepui.Agent.Endpoints;

/// <summary>What does not change about an agent while it runs, and what is shown of it.</summary>
internal sealed record AgentFacts(AgentOptions Options, string Pid, ResourceSet Resources, DateTimeOffset Started, string MasterHostname)
{
    public ShownFlags Flags { get; } = new(Options);

    /// <summary>What the tasks that have not ended hold.</summary>
    public static ResourceSet Allocated(AgentView view) => view.Tasks
        .Where(task => !task.Ended)
        .Aggregate(ResourceSet.Empty, (sum, task) => sum + task.Resources.WithoutAllocation());
}
