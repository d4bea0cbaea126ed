using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tepui.Testing;

/// <summary>Compares keys and kinds of values of an answer with one that was recorded: more may be said, never less.</summary>
public static class AnswerShape
{
    /// <summary>What the recorded answer has and ours has not, by path; of arrays the first element counts.</summary>
    /// <param name="notCompared">Paths that are passed over with all below them.</param>
    public static IReadOnlyList<string> Missing(JsonNode recorded, JsonNode? ours, IReadOnlySet<string> notCompared)
    {
        var missing = new List<string>();
        Compare(recorded, ours, "$", notCompared, missing);
        return missing;
    }

    private static void Compare(JsonNode recorded, JsonNode? ours, string path, IReadOnlySet<string> notCompared, List<string> missing)
    {
        if (notCompared.Contains(path))
            return;
        if (ours is null)
            missing.Add(path);
        else if (Kind(recorded) != Kind(ours))
            missing.Add($"{path}: {Kind(ours)} in place of {Kind(recorded)}");
        else if (recorded is JsonObject members)
        {
            foreach ((string key, JsonNode? value) in members)
                Compare(value!, ours[key], $"{path}.{key}", notCompared, missing);
        }
        else if (recorded is JsonArray { Count: > 0 } items)
            Compare(items[0]!, ours.AsArray().FirstOrDefault(), $"{path}[]", notCompared, missing);
    }

    private static JsonValueKind Kind(JsonNode node)
    {
        JsonValueKind kind = node.GetValueKind();
        return kind == JsonValueKind.False ? JsonValueKind.True : kind;
    }
}
