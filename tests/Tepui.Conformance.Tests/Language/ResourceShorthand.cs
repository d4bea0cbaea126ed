using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Tepui.Conformance.Tests.Language;

/// <summary>
/// Resources in one text, <c>cpus:1;mem:64;ports:[31000-31009];cpus(ads):2</c>: scripts may write <c>resources</c> so, and a quota's
/// <c>guarantee</c>. A role in parentheses is whom a static reservation is for.
/// </summary>
internal static class ResourceShorthand
{
    /// <summary>The value with every <c>resources</c> that is a text written out.</summary>
    public static JsonNode? Expand(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => new KeyValuePair<string, JsonNode?>(
            member.Key,
            member.Key is "resources" or "guarantee" && member.Value is JsonValue text ? Read(text.ToString()) : Expand(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Expand)]),
        _ => node?.DeepClone(),
    };

    public static JsonArray Read(string text) =>
        [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(ReadOne)];

    /// <summary>The text of resources, sorted by name.</summary>
    public static string Write(JsonArray resources) => Join(resources.Select(WriteOne));

    public static string Sort(string text) => Join(text.Split(';', StringSplitOptions.RemoveEmptyEntries));

    private static string Join(IEnumerable<string> parts) => string.Join(';', parts.Order(StringComparer.Ordinal));

    private static JsonObject ReadOne(string part)
    {
        string[] pair = part.Split(':', 2);
        string[] name = pair[0].Split('(');
        JsonObject resource = ReadValue(pair[1]);
        resource["name"] = name[0];
        if (name.Length > 1)
        {
            resource["reservations"] = new JsonArray(new JsonObject { ["type"] = "STATIC", ["role"] = name[1].TrimEnd(')') });
        }

        return resource;
    }

    private static JsonObject ReadValue(string text)
    {
        if (!text.StartsWith('['))
        {
            return new JsonObject { ["type"] = "SCALAR", ["scalar"] = new JsonObject { ["value"] = JsonNode.Parse(text) } };
        }

        IEnumerable<JsonNode?> ranges = text.Trim('[', ']').Split(',').Select(static range => range.Split('-')).Select(
            static ends => new JsonObject { ["begin"] = JsonNode.Parse(ends[0]), ["end"] = JsonNode.Parse(ends[1]) });
        return new JsonObject { ["type"] = "RANGES", ["ranges"] = new JsonObject { ["range"] = new JsonArray([.. ranges]) } };
    }

    private static string WriteOne(JsonNode? resource) => resource!["ranges"] is { } ranges
        ? $"{resource["name"]}:[{string.Join(',', ranges["range"]!.AsArray().Select(range => $"{range!["begin"]}-{range["end"]}"))}]"
        : $"{resource["name"]}:{(double)resource["scalar"]!["value"]!}";
}
