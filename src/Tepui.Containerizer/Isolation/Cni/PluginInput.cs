using System.Buffers;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Mesos.V1;
using Tepui.Protocol.Codecs;

namespace Tepui.Containerizer.Isolation.Cni;

/// <summary>What a plug-in reads: its part of the configuration, and what belongs to this container.</summary>
internal static class PluginInput
{
    /// <summary>Mesos's place among the arguments (docs/cni.md, "Passing network labels and port-mapping information").</summary>
    public const string MesosArguments = "org.apache.mesos";

    /// <param name="result">What the plug-in before it answered, or the whole list when the container is removed; null for nothing.</param>
    public static JsonObject Make(NetworkConfiguration network, JsonObject plugin, NetworkInfo info, JsonObject? result)
    {
        var input = (JsonObject)plugin.DeepClone();
        input["name"] = network.Name;
        input["cniVersion"] = network.Version;
        JsonObject arguments = input["args"] as JsonObject ?? [];
        arguments[MesosArguments] = new JsonObject { ["network_info"] = ToJson(info) };
        input["args"] = arguments;
        if (result is not null)
            input["prevResult"] = result.DeepClone();
        if (plugin["capabilities"]?["portMappings"] is JsonValue capability && capability.TryGetValue(out bool has) && has
            && info.PortMappings.Count > 0)
        {
            JsonObject runtime = input["runtimeConfig"] as JsonObject ?? [];
            runtime["portMappings"] = new JsonArray([.. info.PortMappings.Select(ToJson)]);
            input["runtimeConfig"] = runtime;
        }

        return input;
    }

    public static JsonObject ToJson(NetworkInfo info)
    {
        var buffer = new ArrayBufferWriter<byte>();
        MessageCodec.Encode(MessageEncoding.Json, info, buffer);
        return (JsonObject)JsonNode.Parse(buffer.WrittenSpan)!;
    }

    public static NetworkInfo FromJson(JsonObject json) =>
        MessageCodec.Decode<NetworkInfo>(MessageEncoding.Json, Encoding.UTF8.GetBytes(json.ToJsonString())).Message!;

    /// <summary>tcp where nothing is said.</summary>
    public static string Protocol(NetworkInfo.Types.PortMapping mapping) =>
        mapping.HasProtocol ? mapping.Protocol.ToLower(CultureInfo.InvariantCulture) : "tcp";

    private static JsonNode ToJson(NetworkInfo.Types.PortMapping mapping) => new JsonObject
    {
        ["hostPort"] = mapping.HostPort,
        ["containerPort"] = mapping.ContainerPort,
        ["protocol"] = Protocol(mapping),
    };
}
