using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tepui.Repository.Tests.Compatibility;

/// <summary>What a real Mesos answered, as the tests of master and agent keep it.</summary>
internal static partial class RecordedText
{
    /// <summary>The names of an agent's metrics.</summary>
    public static IReadOnlyList<string> AgentMetrics() => [.. Metrics("tests/Tepui.Agent.Tests/Fixtures", "agent-GET-metrics_snapshot.json")
        .Order(System.StringComparer.Ordinal)];

    /// <summary>The names of a master's metrics, with NAME, ID and ROLE for what is each framework's and role's own.</summary>
    public static IReadOnlyList<string> MasterMetrics()
    {
        return [.. Metrics("tests/Tepui.Master.Tests/Fixtures", "master-GET-metrics_snapshot.json")
            .Select(static metric => Role().Replace(Framework().Replace(metric, "$1NAME/ID/"), "$1ROLE/"))
            .Distinct()
            .Order(System.StringComparer.Ordinal)];
    }

    private static List<string> Metrics(string folder, string name)
    {
        var file = Testing.Repository.Files(folder, name).Single();
        using var metrics = JsonDocument.Parse(File.ReadAllText(file));
        return [.. metrics.RootElement.EnumerateObject().Select(static metric => metric.Name)];
    }

    [GeneratedRegex("^(master/frameworks/)[^/]+/[^/]+/")]
    private static partial Regex Framework();

    [GeneratedRegex("^(allocator/mesos/(?:quota/|offer_filters/)?roles/)[^/]*/")]
    private static partial Regex Role();
}
