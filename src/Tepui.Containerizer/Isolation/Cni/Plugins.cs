using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Isolation.Cni;

/// <summary>Calls plug-ins (https://github.com/containernetworking/cni/blob/main/SPEC.md, section 2).</summary>
internal sealed class Plugins(NetworkConfigurations configurations, CniOptions options)
{
    public const string Add = "ADD";
    public const string Delete = "DEL";

    /// <returns>What it answered; an empty object for nothing.</returns>
    /// <exception cref="ContainerLaunchException">It failed; the message is its own.</exception>
    public async Task<JsonObject> CallAsync(string command, PluginCall call, JsonObject input, CancellationToken cancellation)
    {
        string type = NetworkConfiguration.Text(input, "type")!;
        if (configurations.PathOf(type) is not { } path)
        {
            if (type == PortMapper.Type)
                return await new PortMapper(this).CallAsync(command, call, input, cancellation);
            throw new ContainerLaunchException(
                $"{Prefix(command, call)}: its plug-in '{type}' is not in {string.Join(':', options.PluginDirectories)} (--network_cni_plugins_dir)");
        }

        var environment = new List<KeyValuePair<string, string>>
        {
            new("CNI_COMMAND", command),
            new("CNI_CONTAINERID", call.ContainerId),
            new("CNI_IFNAME", call.Interface),
            new("CNI_PATH", string.Join(':', options.PluginDirectories)),
        };
        if (call.NamespacePath is { } space)
            environment.Add(new("CNI_NETNS", space));
        try
        {
            (int status, string output, string errors) = await PluginProgram.RunAsync(path, [], environment, input.ToJsonString(), cancellation);
            if (status != 0)
                throw new ContainerLaunchException($"{Prefix(command, call)}: the plug-in '{type}' says: {Fault(output, errors, status)}");
            return Parse(output) ?? (string.IsNullOrWhiteSpace(output)
                ? []
                : throw new ContainerLaunchException($"{Prefix(command, call)}: what the plug-in '{type}' answered is no JSON object"));
        }
        catch (IOException e)
        {
            throw new ContainerLaunchException($"{Prefix(command, call)}: the plug-in '{type}' failed: {e.Message}", e);
        }
    }

    public static string Prefix(string command, PluginCall call) =>
        command == Add ? $"the CNI network '{call.Network}' cannot be joined" : $"the CNI network '{call.Network}' cannot be left";

    /// <summary>Its own message where it has one, as the specification wants.</summary>
    private static string Fault(string output, string errors, int status)
    {
        if (Parse(output) is { } json && NetworkConfiguration.Text(json, "msg") is { } message)
        {
            string? details = NetworkConfiguration.Text(json, "details");
            return OneLine(details is null ? message : $"{message} ({details})");
        }

        string text = OneLine(string.Join(' ', ((string[])[output, errors]).Where(part => part.Length > 0)));
        return text.Length > 0 ? text : $"nothing, and ended with status {status}";
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="ContainerId">As a plug-in takes it (<see cref="AttachmentFolder.Name"/>).</param>
/// <param name="NamespacePath">Null when the namespace is gone, which a plug-in must bear when it removes a container.</param>
internal sealed record PluginCall(string Network, string ContainerId, string Interface, string? NamespacePath);
