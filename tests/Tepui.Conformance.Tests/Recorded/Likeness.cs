using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tepui.Conformance.Tests.Recorded;

/// <summary>
/// Compares events with recorded ones, field by field and in both directions. Ids may differ, each in one way for the whole
/// run; times, process ids and ports may differ freely. What else may is written out here.
/// </summary>
internal sealed partial class Likeness
{
    private static readonly string[] IdPaths =
    [
        "framework_id.value", "agent_id.value", "offer_id.value", "container_id.value", "offers.id.value", "master_info.id", "status.uuid",
    ];

    private static readonly string[] FreeNumbers = ["timestamp", "executor_pid", "port"];

    // Of a later day: they are announced with what they stand for.
    private static readonly string[] LaterCapabilities = ["AGENT_DRAINING", "QUOTA_V2"];

    private readonly Dictionary<string, string> _ours = [];
    private readonly List<string> _faults = [];

    /// <summary>Our id for every recorded one seen so far.</summary>
    public IReadOnlyDictionary<string, string> Ours => _ours;

    /// <summary>All that differs, each a line.</summary>
    public IReadOnlyList<string> Compare(JsonNode recorded, JsonNode actual)
    {
        _faults.Clear();
        Compare(recorded, actual, "");
        return [.. _faults];
    }

    /// <summary>A recorded value with our ids in it.</summary>
    public JsonNode? Translate(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(
            members.Select(member => new KeyValuePair<string, JsonNode?>(member.Key, Translate(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Translate)]),
        JsonValue value when value.TryGetValue(out string? text) => JsonValue.Create(_ours.GetValueOrDefault(text, text)),
        _ => node?.DeepClone(),
    };

    /// <summary>A recorded text with our ids in it.</summary>
    public string Translate(string text) =>
        _ours.OrderByDescending(static pair => pair.Key.Length)
            .Aggregate(text, static (so, pair) => so.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

    /// <summary>The ids that stand in recorded events.</summary>
    public static HashSet<string> IdsIn(IEnumerable<RecordedEvent> events)
    {
        var ids = new HashSet<string>();
        foreach (RecordedEvent recorded in events)
        {
            Walk(recorded.Event, "", (path, text) =>
            {
                if (IsId(path))
                {
                    ids.Add(text);
                }
            });
        }

        return ids;
    }

    /// <summary>Every text in a value.</summary>
    public static List<string> TextsIn(JsonNode? node)
    {
        var texts = new List<string>();
        Walk(node, "", (_, text) => texts.Add(text));
        return texts;
    }

    private void Compare(JsonNode? recorded, JsonNode? actual, string path)
    {
        switch (recorded, actual)
        {
            case (JsonObject left, JsonObject right):
                foreach (string name in left.Select(static member => member.Key).Union(right.Select(static member => member.Key)))
                {
                    Compare(left[name], right[name], path.Length == 0 ? name : $"{path}.{name}");
                }

                break;
            case (JsonArray left, JsonArray right):
                CompareArrays(Arrange(left, path), Arrange(right, path), left, right, path);
                break;
            case (JsonValue left, JsonValue right):
                Check(Fits(left, right, path), path, recorded, actual);
                break;
            default:
                Check(recorded is null && actual is null, path, recorded, actual);
                break;
        }
    }

    private void CompareArrays(List<JsonNode?> left, List<JsonNode?> right, JsonNode recorded, JsonNode actual, string path)
    {
        Check(left.Count == right.Count, path, recorded, actual);
        for (int i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            Compare(left[i], right[i], path);
        }
    }

    /// <summary>The order of resources means nothing.</summary>
    private static List<JsonNode?> Arrange(JsonArray items, string path) => path.Split('.')[^1] switch
    {
        "resources" => [.. items.OrderBy(static item => item!["name"]!.ToString(), StringComparer.Ordinal)],
        "capabilities" => [.. items.Where(static item => !LaterCapabilities.Contains(item!["type"]!.ToString()))],
        _ => [.. items],
    };

    private bool Fits(JsonValue recorded, JsonValue actual, string path)
    {
        if (recorded.GetValueKind() != actual.GetValueKind())
        {
            return false;
        }

        if (recorded.GetValueKind() == JsonValueKind.Number)
        {
            return FreeNumbers.Contains(path.Split('.')[^1]) || (double)recorded == (double)actual;
        }

        string left = recorded.ToString();
        string right = actual.ToString();
        if (IsId(path))
        {
            return _ours.TryAdd(left, right) || _ours[left] == right;
        }

        return path.EndsWith("message", StringComparison.Ordinal)
            // Nor does the order of resources in a sentence.
            ? Words().Split(left).Order().SequenceEqual(Words().Split(right).Order())
            : Port().Replace(left, ":0") == Port().Replace(right, ":0");
    }

    private static bool IsId(string path) => IdPaths.Any(end => path.EndsWith(end, StringComparison.Ordinal));

    private static void Walk(JsonNode? node, string path, Action<string, string> visit)
    {
        switch (node)
        {
            case JsonObject members:
                foreach ((string name, JsonNode? value) in members)
                {
                    Walk(value, $"{path}.{name}", visit);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    Walk(item, path, visit);
                }

                break;
            case JsonValue value when value.TryGetValue(out string? text):
                visit(path, text);
                break;
        }
    }

    private void Check(bool holds, string path, JsonNode? recorded, JsonNode? actual)
    {
        if (!holds)
        {
            _faults.Add($"{path}: recorded {recorded?.ToJsonString() ?? "nothing"}, got {actual?.ToJsonString() ?? "nothing"}");
        }
    }

    [GeneratedRegex(@":\d+\z", RegexOptions.None, 5000)]
    private static partial Regex Port();

    [GeneratedRegex("[; ]+", RegexOptions.None, 5000)]
    private static partial Regex Words();
}
