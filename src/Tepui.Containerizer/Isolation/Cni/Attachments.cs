using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.Cni;

/// <summary>A network that a container has joined, or is about to: enough to leave it, whatever became of its configuration.</summary>
/// <param name="Result">Null until the last plug-in has answered.</param>
internal sealed record Attachment(NetworkConfiguration Network, string Interface, NetworkInfo Info, PluginResult? Result)
{
    public JsonObject ToJson() => new()
    {
        ["name"] = Network.Name,
        ["cniVersion"] = Network.Version,
        ["plugins"] = new JsonArray([.. Network.Plugins.Select(plugin => plugin.DeepClone())]),
        ["interface"] = Interface,
        ["networkInfo"] = PluginInput.ToJson(Info),
        ["result"] = Result?.Json.DeepClone(),
    };

    public static Attachment FromJson(JsonObject json) => new(
        new NetworkConfiguration(
            json["name"]!.GetValue<string>(),
            json["cniVersion"]!.GetValue<string>(),
            [.. json["plugins"]!.AsArray().Select(plugin => plugin!.AsObject())]),
        json["interface"]!.GetValue<string>(),
        PluginInput.FromJson(json["networkInfo"]!.AsObject()),
        json["result"] is JsonObject result ? new PluginResult(result) : null);
}

/// <summary>What belongs to a container's networks, in a folder of its own.</summary>
/// <param name="root">Of all containers.</param>
internal sealed class AttachmentFolder(string root, string containerId)
{
    private const string State = "attachments.json";
    private const int LongestName = 128;

    /// <summary>
    /// What plug-ins know the container by: its id where that is of letters, digits, '_', '.' and '-' (CNI specification, "Parameters"),
    /// else a digest of it.
    /// </summary>
    public string Name { get; } = NameOf(containerId);

    public string Path => System.IO.Path.Combine(root, Name);

    /// <summary>The network namespace.</summary>
    public string NamespacePath => At("ns");

    public bool Exists => Directory.Exists(Path);

    public static IEnumerable<AttachmentFolder> All(string root) => Directory.Exists(root)
        ? Directory.EnumerateDirectories(root).Select(path => new AttachmentFolder(root, System.IO.Path.GetFileName(path)))
        : [];

    public static string NameOf(string containerId) =>
        containerId.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(containerId[0])
            && containerId.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-')
                ? containerId
                : "tepui-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(containerId)))[..32];

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Write(IEnumerable<Attachment> attachments)
    {
        var json = new JsonArray([.. attachments.Select(attachment => attachment.ToJson())]);
        File.WriteAllText(At(State + ".next"), json.ToJsonString());
        File.Move(At(State + ".next"), At(State), overwrite: true);
    }

    /// <summary>Empty where nothing was begun, or what was written is torn by a crash of the machine.</summary>
    public IReadOnlyList<Attachment> Read()
    {
        try
        {
            return File.Exists(At(State))
                ? [.. JsonNode.Parse(File.ReadAllText(At(State)))!.AsArray().Select(json => Attachment.FromJson(json!.AsObject()))]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    public void Remove() => Directory.Delete(Path, recursive: true);
}
