using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Agent.Containers;
using Tepui.Agent.Hosting;
using Tepui.Agent.Options;
using Tepui.Containerizer.Fetching;
using Tepui.Containerizer.Isolation.Disk.Xfs;
using Tepui.Endpoints.Flags;
using Tepui.Kernel.Agent.Views;
using Tepui.Kernel.Resources;

namespace Tepui.Agent.Endpoints;

/// <summary>What does not change about an agent while it runs, and what is shown of it.</summary>
internal sealed record AgentFacts(AgentOptions Options, string Pid, DateTimeOffset Started)
{
    /// <summary>Null when the agent does not fetch by itself.</summary>
    public Fetcher? Fetcher { get; init; }

    public AgentImages? Images { get; init; }

    /// <summary>Of XFS, where they are used.</summary>
    public ProjectCounts Projects { get; init; } = new();

    /// <summary>What is being done to containers.</summary>
    public PendingOperations Pending { get; init; } = new();

    /// <summary>From the process's start until it knew what its last one left.</summary>
    public TimeSpan RecoveryTime { get; init; }

    public ShownFlags Flags { get; } = new(Options);

    /// <summary>What executors and the tasks that have not ended hold.</summary>
    public static ResourceSet Allocated(AgentView view)
    {
        IEnumerable<ResourceSet> tasks = view.Frameworks
            .SelectMany(framework => framework.Tasks)
            .Where(task => !task.Ended)
            .Select(task => task.Resources);
        return tasks
            .Concat(view.Executors.Select(executor => executor.Allocated))
            .Aggregate(ResourceSet.Empty, (sum, held) => sum + held.WithoutAllocation());
    }
}
