using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Agent.Options;
using Tepui.Kernel.Agent.Views;
using Tepui.Kernel.Resources;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Endpoints;

/// <summary>What does not change about an agent while it runs, and what is shown of it.</summary>
internal sealed record AgentFacts(AgentOptions Options, string Pid, ResourceSet Resources, DateTimeOffset Started, string MasterHostname)
{
    /// <summary>The version of Mesos whose protocols this is.</summary>
    public const string MesosVersion = "1.12.0";

    public static string TepuiVersion { get; } = typeof(AgentFacts).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>The flags that are set, in order of their names; no secret is told.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Flags { get; } =
    [
        .. FlagProperty.Of(typeof(AgentOptions))
            .Select(flag => new KeyValuePair<string, string?>(flag.Name, flag.Read(Options)))
            .Where(flag => flag.Value is not null)
            .Select(flag => new KeyValuePair<string, string>(flag.Key, flag.Value!))
            .OrderBy(flag => flag.Key, StringComparer.Ordinal),
    ];

    /// <summary>What the tasks that have not ended hold.</summary>
    public static ResourceSet Allocated(AgentView view) => view.Tasks
        .Where(task => !task.Ended)
        .Aggregate(ResourceSet.Empty, (sum, task) => sum + TaskJson.Resources(task.Info).WithoutAllocation());
}
