using System.Collections.Generic;
using Mesos.V1;
using Tepui.Containerizer.Docker.Engine;
using Tepui.Containerizer.Resolvers;

namespace Tepui.Containerizer.Docker.Translation;

/// <summary>Network mode, host name, port mappings, and what a container is called in a network of the user's.</summary>
internal static class Networks
{
    public static string? ModeOf(ContainerInfo container, ContainerInfo.Types.DockerInfo info, List<string> faults)
    {
        // Mesos's default is the host's network, not Docker's bridge.
        switch (info.HasNetwork ? info.Network : ContainerInfo.Types.DockerInfo.Types.Network.Host)
        {
            case ContainerInfo.Types.DockerInfo.Types.Network.Host:
                return "host";
            case ContainerInfo.Types.DockerInfo.Types.Network.Bridge:
                return "bridge";
            case ContainerInfo.Types.DockerInfo.Types.Network.None:
                return "none";
            case ContainerInfo.Types.DockerInfo.Types.Network.User:
                if (container.NetworkInfos.Count == 1 && container.NetworkInfos[0].Name.Length > 0)
                    return container.NetworkInfos[0].Name;
                faults.Add(container.NetworkInfos.Count > 1
                    ? "container.network_infos: a Docker container joins one network: leave the others out"
                    : "container.docker.network USER needs the network's name: set container.network_infos[0].name");
                return null;
            default:
                faults.Add($"container.docker.network {info.Network} is not known: use HOST, BRIDGE, NONE or USER");
                return null;
        }
    }

    /// <summary>After the parameters, which may name another network and another host name.</summary>
    public static void AddHostname(ContainerInfo container, Translation translation)
    {
        if (container.HasHostname)
            translation.Body.Hostname ??= container.Hostname;
        if (translation.Body.Hostname is not null && translation.Host.NetworkMode == "host")
        {
            translation.Faults.Add(
                "the hostname of a container in the host's network cannot be set: leave it out, or use another container.docker.network");
        }
    }

    /// <summary>After the parameters: whoever names a server, a domain to search or an option there says all.</summary>
    public static void AddResolver(DefaultResolvers defaults, Translation translation)
    {
        HostConfig host = translation.Host;
        if (host.Dns is not null || host.DnsSearch is not null || host.DnsOptions is not null
            || defaults.ForDocker(host.NetworkMode, translation.HasOwnNetwork) is not { } resolver)
        {
            return;
        }

        host.Dns = [.. resolver.NameServers];
        host.DnsSearch = [.. resolver.Search];
        host.DnsOptions = [.. resolver.Options];
    }

    public static void AddPorts(ContainerInfo.Types.DockerInfo info, Translation translation)
    {
        bool given = info.PortMappings.Count > 0 || translation.Host.PortBindings is not null;
        if (given && translation.Host.NetworkMode is "host" or "none")
        {
            if (given)
                translation.Faults.Add($"port mappings have no effect in the network '{translation.Host.NetworkMode}': use BRIDGE or USER, or leave them out");
            return;
        }

        foreach (ContainerInfo.Types.DockerInfo.Types.PortMapping mapping in info.PortMappings)
        {
            string protocol = mapping.HasProtocol ? mapping.Protocol : "tcp";
            if (protocol is not ("tcp" or "udp"))
                translation.Faults.Add($"port_mappings: the protocol '{protocol}' is neither 'tcp' nor 'udp'");
            if (mapping.HostPort is < 1 or > ushort.MaxValue)
                translation.Faults.Add($"port_mappings: the host_port {mapping.HostPort} is not within 1 and 65535");
            if (mapping.ContainerPort is < 1 or > ushort.MaxValue)
                translation.Faults.Add($"port_mappings: the container_port {mapping.ContainerPort} is not within 1 and 65535");
            Publish(translation, $"{mapping.ContainerPort}/{protocol}", new PortBinding("", $"{mapping.HostPort}"));
        }
    }

    public static void Publish(Translation translation, string port, PortBinding binding)
    {
        Expose(translation, port);
        translation.Host.PortBindings ??= [];
        if (!translation.Host.PortBindings.TryGetValue(port, out List<PortBinding>? bindings))
            translation.Host.PortBindings.Add(port, bindings = []);
        bindings.Add(binding);
    }

    public static void Expose(Translation translation, string port)
    {
        translation.Body.ExposedPorts ??= [];
        _ = translation.Body.ExposedPorts.TryAdd(port, new Empty());
    }

    public static void AddEndpoint(Translation translation)
    {
        if (translation.Endpoint is not { } endpoint)
            return;
        if (translation.HasOwnNetwork)
            translation.Body.NetworkingConfig = new NetworkingConfig { EndpointsConfig = new() { [translation.Host.NetworkMode!] = endpoint } };
        else
            translation.Faults.Add("the Docker parameters 'ip', 'ip6' and 'network-alias' need a network of your own: use container.docker.network USER");
    }
}
