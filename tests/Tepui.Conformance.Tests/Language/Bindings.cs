using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tepui.Conformance.Tests.Language;

/// <summary>The names a script has given to values it saw: <c>$name</c>.</summary>
internal sealed partial class Bindings
{
    private readonly Dictionary<string, JsonNode> _values = [];

    public bool TryFind(string name, out JsonNode? value) => _values.TryGetValue(name, out value);

    public void Set(string name, JsonNode value) => _values[name] = value.DeepClone();

    /// <summary>The name alone that a text consists of, as in <c>$f</c>; null for any other text.</summary>
    public static string? NameIn(string text) =>
        NamePattern().Match(text) is { Success: true } match && match.Length == text.Length ? match.Groups[1].Value : null;

    /// <summary>The value with every bound name replaced; a name that is not bound is a fault of the script.</summary>
    public JsonNode? Fill(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => new KeyValuePair<string, JsonNode?>(member.Key, Fill(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Fill)]),
        JsonValue value when value.TryGetValue(out string? text) =>
            NameIn(text) is { } name ? Find(name).DeepClone() : JsonValue.Create(FillText(text)),
        _ => node?.DeepClone(),
    };

    /// <summary>The text with every bound name replaced.</summary>
    public string FillText(string text) => NamePattern().Replace(text, match => Find(match.Groups[1].Value).ToString());

    private JsonNode Find(string name) => _values.TryGetValue(name, out JsonNode? value)
        ? value
        : throw new ScriptException($"${name} has no value yet");

    [GeneratedRegex(@"\$([A-Za-z][A-Za-z0-9_]*)")]
    private static partial Regex NamePattern();
}
