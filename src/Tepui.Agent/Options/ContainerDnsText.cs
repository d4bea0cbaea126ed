using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.Json;
using Tepui.Containerizer.Resolvers;

namespace Tepui.Agent.Options;

/// <summary>Mesos's ContainerDNSInfo as JSON (docs/configuration/agent.md, <c>--default_container_dns</c>).</summary>
internal static class ContainerDnsText
{
    private const string Flag = "--default_container_dns: ";

    public static DefaultResolvers Parse(string text, List<string> faults)
    {
        var cni = new Dictionary<string, ResolverSettings>(StringComparer.Ordinal);
        var docker = new Dictionary<string, ResolverSettings>(StringComparer.Ordinal);
        var bridge = new Dictionary<string, ResolverSettings>(StringComparer.Ordinal);
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            foreach (JsonProperty kind in json.RootElement.EnumerateObject())
            {
                if (kind.Name is not ("mesos" or "docker"))
                {
                    faults.Add($"{Flag}'{kind.Name}' is unknown: use 'mesos' and 'docker'");
                    continue;
                }

                foreach (JsonElement entry in kind.Value.EnumerateArray())
                {
                    string mode = entry.GetProperty("network_mode").GetString() ?? "";
                    Dictionary<string, ResolverSettings>? all = (kind.Name, mode) switch
                    {
                        ("mesos", "CNI") => cni,
                        ("docker", "USER") => docker,
                        ("docker", "BRIDGE") => bridge,
                        _ => null,
                    };
                    if (all is null)
                    {
                        faults.Add($"{Flag}network_mode '{mode}' of '{kind.Name}' is none of {(kind.Name == "mesos" ? "CNI" : "BRIDGE and USER")}");
                        continue;
                    }

                    string name = mode != "BRIDGE" && entry.TryGetProperty("network_name", out JsonElement network)
                        ? network.GetString() ?? ""
                        : DefaultResolvers.AnyNetwork;
                    if (!all.TryAdd(name, Settings(entry, faults)))
                        faults.Add($"{Flag}there is more than one entry for {(name.Length > 0 ? $"the network '{name}'" : $"networks of mode {mode} without a name")}");
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            faults.Add($"{Flag}is no such configuration: {e.Message}");
        }

        return new DefaultResolvers { Cni = cni, Docker = docker, DockerBridge = bridge.GetValueOrDefault(DefaultResolvers.AnyNetwork) };
    }

    private static ResolverSettings Settings(JsonElement entry, List<string> faults)
    {
        JsonElement dns = entry.TryGetProperty("dns", out JsonElement found) ? found : default;
        string[] servers = Texts(dns, "nameservers");
        foreach (string server in servers.Where(server => !IPAddress.TryParse(server, out _)))
            faults.Add($"{Flag}the name server '{server}' is no IP address");
        return new ResolverSettings(
            servers,
            dns.ValueKind == JsonValueKind.Object && dns.TryGetProperty("domain", out JsonElement domain) ? domain.GetString() : null,
            Texts(dns, "search"),
            Texts(dns, "options"));
    }

    private static string[] Texts(JsonElement dns, string name) =>
        dns.ValueKind == JsonValueKind.Object && dns.TryGetProperty(name, out JsonElement list)
            ? [.. list.EnumerateArray().Select(item => item.GetString() ?? "")]
            : [];
}
