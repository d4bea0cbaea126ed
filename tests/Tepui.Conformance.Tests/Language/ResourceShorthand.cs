using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tepui.Conformance.Tests.Language;

/// <summary>
/// Resources in one text, <c>cpus:1;mem:64;ports:[31000-31009];cpus(ads):2</c>: scripts may write <c>resources</c> so, and a quota's
/// <c>guarantee</c>, and volumes. A role in parentheses is whom a static reservation is for, with a plus <c>cpus(+ads)</c> a
/// dynamic one, <c>cpus(+ads,+ads/east)</c> a refined one; <c>disk(+ads)[v:data]:10</c> is a persistent volume and where it is mounted.
/// </summary>
internal static partial class ResourceShorthand
{
    /// <summary>The value with every <c>resources</c> that is a text written out.</summary>
    public static JsonNode? Expand(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(static member => new KeyValuePair<string, JsonNode?>(
            member.Key,
            (member.Key, member.Value) switch
            {
                ("resources" or "guarantee" or "volumes" or "checkpointed_resources", JsonValue text) => Read(text.ToString()),
                ("source", JsonValue text) when Form().IsMatch(text.ToString()) => Read(text.ToString()),
                ("volume" or "addition", JsonValue text) => ReadOne(text.ToString()),
                _ => Expand(member.Value),
            }))),
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
        Match match = Form().Match(part);
        if (!match.Success)
        {
            throw new ScriptException($"'{part}' is no resource");
        }

        JsonObject resource = ReadValue(match.Groups["value"].Value);
        resource["name"] = match.Groups["name"].Value;
        if (match.Groups["roles"].Success)
        {
            resource["reservations"] = new JsonArray([.. match.Groups["roles"].Value.Split(',').Select(ReadReservation)]);
        }

        if (match.Groups["volume"].Success)
        {
            resource["disk"] = new JsonObject
            {
                ["persistence"] = new JsonObject { ["id"] = match.Groups["volume"].Value },
                ["volume"] = new JsonObject { ["container_path"] = match.Groups["path"].Value, ["mode"] = "RW" },
            };
        }

        return resource;
    }

    private static JsonObject ReadReservation(string role) => new()
    {
        ["type"] = role.StartsWith('+') ? "DYNAMIC" : "STATIC",
        ["role"] = role.TrimStart('+'),
    };

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

    private static string WriteOne(JsonNode? resource)
    {
        string value = resource!["ranges"] is { } ranges
            ? $"[{string.Join(',', ranges["range"]!.AsArray().Select(range => $"{range!["begin"]}-{range["end"]}"))}]"
            : $"{(double)resource["scalar"]!["value"]!}";
        string volume = resource["disk"]?["persistence"] is { } persistence
            ? $"[{persistence["id"]}:{resource["disk"]!["volume"]!["container_path"]}]"
            : "";
        return $"{resource["name"]}{WriteReservations(resource)}{volume}:{value}";
    }

    /// <summary>In whichever format they are.</summary>
    private static string WriteReservations(JsonNode resource)
    {
        if (resource["reservations"] is JsonArray { Count: > 0 } stack)
        {
            return $"({string.Join(',', stack.Select(made => $"{(made!["type"]!.ToString() == "DYNAMIC" ? "+" : "")}{made["role"]}"))})";
        }

        return resource["role"]?.ToString() is { } role and not "*" ? $"({(resource["reservation"] is null ? "" : "+")}{role})" : "";
    }

    [GeneratedRegex(
        @"\A(?<name>[^\s(\[:]+)(\((?<roles>[^)]+)\))?(\[(?<volume>[^\]:]+):(?<path>[^\]]+)\])?:(?<value>.+)\z",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        5000)]
    private static partial Regex Form();
}
