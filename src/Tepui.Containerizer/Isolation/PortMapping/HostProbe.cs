using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>Finds out what containers are to share of the host.</summary>
internal static partial class HostProbe
{
    /// <summary>What iproute2 knows, a line each; then settings of the kernel (the list of Mesos's isolator, create).</summary>
    private const string Script = """
        set -f
        for program in ip tc; do
          command -v $program > /dev/null || { echo "there is no program '$program': install iproute2" >&2; exit 1; }
        done
        echo $(ip -j -4 route show default)
        echo $(ip -j address show)
        cat /proc/sys/net/ipv4/ip_local_port_range
        cd /proc/sys/net
        for name in core/somaxconn ipv4/tcp_ecn ipv4/tcp_ecn_fallback ipv4/tcp_keepalive_time ipv4/tcp_keepalive_intvl \
          ipv4/tcp_keepalive_probes ipv4/tcp_max_syn_backlog ipv4/tcp_rmem ipv4/tcp_wmem ipv4/tcp_retries2 ipv4/tcp_synack_retries; do
          [ ! -e $name ] || echo $name $(cat $name)
        done
        """;

    /// <param name="faults">Takes why it cannot be.</param>
    public static async Task<HostNetwork?> ReadAsync(PortMappingOptions options, List<string> faults, CancellationToken cancellation)
    {
        try
        {
            string text = await NetworkShell.RunAsync(
                options.HostNamespace, Script, "the host's network cannot be looked at", cancellation);
            return Parse(text, options, faults);
        }
        catch (Exception e) when (e is ContainerLaunchException or JsonException)
        {
            faults.Add("--isolation: 'network/port_mapping': " + e.Message);
            return null;
        }
    }

    internal static HostNetwork? Parse(string text, PortMappingOptions options, List<string> faults)
    {
        string[] lines = text.Split('\n');
        JsonNode? route = Items(lines[0]).FirstOrDefault(route =>
            options.PublicInterface is null || Text(route, "dev") == options.PublicInterface);
        List<JsonNode> links = Items(lines[1]);
        string? name = options.PublicInterface ?? Text(route, "dev");
        if (name is null)
        {
            faults.Add("--eth0_name: is needed, for there is no default route to find the public interface by");
            return null;
        }

        JsonNode? link = links.Find(link => Text(link, "ifname") == name);
        JsonNode? loopback = links.Find(link => options.Loopback is { } given
            ? Text(link, "ifname") == given
            : link["flags"]?.AsArray().Any(flag => flag?.GetValue<string>() == "LOOPBACK") == true);
        JsonNode? address = link?["addr_info"]?.AsArray().FirstOrDefault(info => Text(info, "family") == "inet");
        if (link is null || !Name().IsMatch(name))
            faults.Add($"--eth0_name: there is no interface '{name}'");
        else if (address is null || Text(link, "address") is null)
            faults.Add($"--eth0_name: the interface '{name}' has no IPv4 address, or no MAC address");
        if (loopback is null || Text(loopback, "ifname") is not { } local || !Name().IsMatch(local))
        {
            faults.Add($"--lo_name: there is no interface '{options.Loopback ?? "lo"}'");
            return null;
        }

        if (faults.Count > 0)
            return null;
        string[] own = lines[2].Split('\t', ' ');
        return new HostNetwork(
            name,
            local,
            Text(link, "address")!,
            Text(address, "local")!,
            address!["prefixlen"]!.GetValue<int>(),
            link!["mtu"]!.GetValue<int>(),
            Text(route, "gateway"))
        {
            EphemeralPorts = (int.Parse(own[0], CultureInfo.InvariantCulture), int.Parse(own[^1], CultureInfo.InvariantCulture)),
            Settings = [.. lines.Skip(3).Select(line => line.Split(' ', 2)).Where(words => words.Length == 2)
                .Select(words => new KeyValuePair<string, string>(words[0], words[1]))],
        };
    }

    private static List<JsonNode> Items(string json) =>
        json.Length == 0 ? [] : [.. JsonNode.Parse(json)!.AsArray().OfType<JsonNode>().Where(item => item.AsObject().Count > 0)];

    private static string? Text(JsonNode? item, string member) => item?[member]?.GetValue<string>();

    /// <summary>What can stand in a script as it is; the kernel would allow nearly anything.</summary>
    [GeneratedRegex("^[A-Za-z0-9_.:-]{1,15}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
