using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tepui.Containerizer.Isolation.Cni;

/// <summary>A network as its file describes it: one plug-in, or a list of them that are run one after the other.</summary>
/// <param name="Version">Of the specification; what its plug-ins are spoken to in.</param>
internal sealed record NetworkConfiguration(string Name, string Version, IReadOnlyList<JsonObject> Plugins)
{
    /// <summary>What holds where a configuration names none (CNI specification 0.4, "Network Configuration").</summary>
    private const string OldestVersion = "0.1.0";

    private static readonly string[] Versions = ["0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0"];

    /// <summary>Whether one plug-in is given what the one before it answered: from 0.3.0 on.</summary>
    public bool HasResults => Array.IndexOf(Versions, Version) >= 2;

    /// <summary>Whether the removal of a container is given what its addition answered: from 0.4.0 on.</summary>
    public bool RemovesByResult => Array.IndexOf(Versions, Version) >= 4;

    /// <exception cref="FormatException">It is no network's; the message says what is wrong.</exception>
    public static NetworkConfiguration Parse(string json)
    {
        JsonObject file;
        try
        {
            file = JsonNode.Parse(json) as JsonObject ?? throw new FormatException("it is no JSON object");
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is no JSON: {e.Message}", e);
        }

        string name = Text(file, "name") ?? throw new FormatException("it has no 'name'");
        string version = Text(file, "cniVersion") ?? OldestVersion;
        if (Array.IndexOf(Versions, version) < 0)
            throw new FormatException($"its cniVersion '{version}' is none of {string.Join(", ", Versions)}");
        var plugins = new List<JsonObject>();
        if (!file.TryGetPropertyValue("plugins", out JsonNode? list))
            plugins.Add(file);
        else if (list is JsonArray { Count: > 0 } array)
            ReadList(array, plugins);
        else
            throw new FormatException("its 'plugins' is no list with at least one plug-in");

        foreach (JsonObject plugin in plugins)
        {
            if (Text(plugin, "type") is null)
                throw new FormatException("a plug-in has no 'type'");
            if (plugin["args"] is not (null or JsonObject))
                throw new FormatException("its 'args' is no JSON object");
            if (plugin["args"]?[PluginInput.MesosArguments] is not null)
                throw new FormatException($"its 'args' has '{PluginInput.MesosArguments}', which the agent sets");
        }

        return new NetworkConfiguration(name, version, plugins);
    }

    public static string? Text(JsonNode? node, string name) =>
        node is JsonObject json && json[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    private static void ReadList(JsonArray list, List<JsonObject> plugins)
    {
        foreach (JsonNode? plugin in list)
            plugins.Add(plugin as JsonObject ?? throw new FormatException("a plug-in of its list is no JSON object"));
    }
}
