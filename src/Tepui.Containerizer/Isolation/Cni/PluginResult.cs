using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using Tepui.Containerizer.Resolvers;

namespace Tepui.Containerizer.Isolation.Cni;

/// <summary>What a plug-in answered to an addition, in any version of the specification.</summary>
internal sealed record PluginResult(JsonObject Json)
{
    /// <summary>Without the lengths of their prefixes.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; } = [.. AddressesIn(Json)];

    public IPAddress? Version4 => Addresses.FirstOrDefault(address => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork);

    /// <summary>Null where it names no server.</summary>
    public ResolverSettings? Resolver => Texts("nameservers") is { Length: > 0 } servers
        ? new ResolverSettings(servers, NetworkConfiguration.Text(Json["dns"], "domain"), Texts("search"), Texts("options"))
        : null;

    private static IEnumerable<IPAddress> AddressesIn(JsonObject json)
    {
        // Until 0.2.0 one of each kind, later a list.
        IEnumerable<string?> texts = json["ips"] is JsonArray list
            ? list.Select(entry => NetworkConfiguration.Text(entry, "address"))
            : [NetworkConfiguration.Text(json["ip4"], "ip"), NetworkConfiguration.Text(json["ip6"], "ip")];
        foreach (string? text in texts)
        {
            if (text is not null && IPAddress.TryParse(text.Split('/')[0], out IPAddress? address))
                yield return address;
        }
    }

    private string[] Texts(string name) => Json["dns"] is JsonObject dns && dns[name] is JsonArray list
        ? [.. list.OfType<JsonValue>().Select(value => value.TryGetValue(out string? text) ? text : null).OfType<string>()]
        : [];
}
