using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesos.V1;
using Tepui.Protocol.Codecs;

namespace Tepui.Cli.Execute;

/// <summary>A TaskGroupInfo as <c>--task_group</c> takes it: JSON, or the path of a file with it.</summary>
internal static class TaskGroupText
{
    private const string Scheme = "file://";

    /// <summary>The group, or why there is none.</summary>
    public static (TaskGroupInfo? Group, string? Fault) Read(string text)
    {
        try
        {
            string path = text.StartsWith(Scheme, StringComparison.Ordinal) ? text[Scheme.Length..] : text;
            string json = text.TrimStart().StartsWith('{') ? text : File.ReadAllText(path);
            return Parse(json);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return (null, fault.Message);
        }
    }

    private static (TaskGroupInfo? Group, string? Fault) Parse(string json)
    {
        if (JsonNode.Parse(json) is not JsonObject group || group["tasks"] is not JsonArray { Count: > 0 } tasks)
            return (null, "is no TaskGroupInfo: an object with 'tasks' is needed");

        // Which agent runs them is found out by an offer.
        foreach (var task in tasks.OfType<JsonObject>())
            task["agent_id"] ??= new JsonObject { ["value"] = "" };
        var decoded = MessageCodec.Decode<TaskGroupInfo>(MessageEncoding.Json, Encoding.UTF8.GetBytes(group.ToJsonString()));
        return decoded.Message is { } message ? (message, null) : (null, decoded.Error);
    }
}
