using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tepui.Repository.Tests.Compatibility;

/// <summary>What a real Mesos answered, as the tests of the master keep it.</summary>
internal static partial class RecordedText
{
    /// <summary>The names of its metrics, with NAME, ID and ROLE for what is each framework's and role's own.</summary>
    public static IReadOnlyList<string> MasterMetrics()
    {
        var file = Testing.Repository.Files("tests/Tepui.Master.Tests/Fixtures", "master-GET-metrics_snapshot.json").Single();
        using var metrics = JsonDocument.Parse(File.ReadAllText(file));
        return [.. metrics.RootElement.EnumerateObject()
            .Select(static metric => Role().Replace(Framework().Replace(metric.Name, "$1NAME/ID/"), "$1ROLE/"))
            .Distinct()
            .Order(System.StringComparer.Ordinal)];
    }

    [GeneratedRegex("^(master/frameworks/)[^/]+/[^/]+/")]
    private static partial Regex Framework();

    [GeneratedRegex("^(allocator/mesos/(?:quota/|offer_filters/)?roles/)[^/]*/")]
    private static partial Regex Role();
}
