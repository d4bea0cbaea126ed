using System.Collections.Generic;
using System.Globalization;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>
/// Lines for <c>tc -batch</c> that lead packets by their ports (src/slave/containerizer/mesos/isolators/network/port_mapping.cpp, isolate,
/// addHostIPFilters and scripts). What no filter finds on a container's way out is the host's to drop, for it comes from the host's
/// own address.XX/// </summary>
internal static class TrafficFilters
{
    /// <summary>The loopback of every new network namespace, whatever the host calls its own.</summary>
    public const string InsideLoopback = "lo";

    private const string Localhost = "127.0.0.1";

    /// <summary>A header of its usual length, and no fragment after the first.</summary>
    private const string Ports = "match ip ihl 5 0xf match u16 0 0x1fff at 6";
    private const string Everything = "match u32 0 0";

    /// <summary>Of containers' own interfaces; ports have this one and the next.</summary>
    private const int OwnPorts = 20;

    private const int OwnAddresses = 1;
    private const int OwnControl = 2;
    private const int Elsewhere = 30;

    /// <summary>ARP and ICMP, once for each container: out to the world, and a copy of what comes from there.</summary>
    public static IEnumerable<string> Shared(HostNetwork host, string device, int firstPort)
    {
        yield return Add(device, "arp", OwnAddresses, $"{Everything} {Redirect(host.Public)}");
        yield return Add(device, "ip", OwnControl, $"match ip protocol 1 0xff {Redirect(host.Public)}");
        string mirror = $"action mirred egress mirror dev {device} continue";
        yield return Add(host.Public, "arp", FilterPriorities.Addresses(firstPort), $"{Everything} {mirror}");
        yield return Add(
            host.Public, "ip", FilterPriorities.Control(firstPort), $"match ip protocol 1 0xff match ip dst {host.Address} {mirror}");
    }

    /// <summary>On the host's interfaces and its end of the container's link.</summary>
    public static IEnumerable<string> OnHost(HostNetwork host, string device, int firstPort, IEnumerable<PortBlock> blocks, int turn)
    {
        int priority = FilterPriorities.Ports(firstPort, turn);
        foreach (PortBlock block in blocks)
        {
            // Out, before in: what has a filter on the container's link is the container's, and is found again by it.
            string source = $"match ip sport {block.Match}";
            yield return Add(device, "ip", OwnPorts + turn, $"{Ports} match ip dst {host.Address} {source} {Redirect(host.Loopback)}");
            yield return Add(device, "ip", OwnPorts + turn, $"{Ports} match ip dst {Localhost} {source} {Redirect(host.Loopback)}");
            yield return Add(device, "ip", OwnPorts + turn, $"{Ports} {source} {Redirect(host.Public)}");
            string destination = $"match ip dport {block.Match}";
            yield return Add(
                host.Public,
                "ip",
                priority,
                $"match ether dst {host.Hardware} {Ports} match ip dst {host.Address} {destination} {Redirect(device)}");
            yield return Add(host.Loopback, "ip", priority, $"{Ports} {destination} {Redirect(device)}");
        }
    }

    /// <summary>Inside: what is for the host's address, and not for itself, is another's.</summary>
    public static IEnumerable<string> SharedInside(HostNetwork host)
    {
        foreach (string address in (string[])[host.Address, Localhost])
        {
            yield return Add(InsideLoopback, "ip", OwnControl, $"match ip protocol 1 0xff match ip dst {address} flowid ffff:0");
            yield return Add(InsideLoopback, "ip", Elsewhere, $"match ip dst {address} {Redirect(host.Public)}");
        }
    }

    /// <summary>Inside: what is for the container's own ports stays.</summary>
    public static IEnumerable<string> Inside(HostNetwork host, IEnumerable<PortBlock> blocks, int turn)
    {
        foreach (PortBlock block in blocks)
        {
            string destination = $"match ip dport {block.Match}";
            yield return Add(InsideLoopback, "ip", OwnPorts + turn, $"{Ports} {destination} flowid ffff:0");
            yield return Add(
                host.Public, "ip", OwnPorts + turn, $"{Ports} match ip dst {Localhost} {destination} {Redirect(InsideLoopback)}");
        }
    }

    /// <summary>A turn of filters on ports, on the host's side.</summary>
    public static IEnumerable<string> RemoveFromHost(HostNetwork host, string device, int firstPort, int turn)
    {
        int priority = FilterPriorities.Ports(firstPort, turn);
        yield return Remove(host.Public, "ip", priority);
        yield return Remove(host.Loopback, "ip", priority);
        yield return Remove(device, "ip", OwnPorts + turn);
    }

    /// <summary>The same inside.</summary>
    public static IEnumerable<string> RemoveInside(HostNetwork host, int turn)
    {
        yield return Remove(host.Public, "ip", OwnPorts + turn);
        yield return Remove(InsideLoopback, "ip", OwnPorts + turn);
    }

    /// <summary>ARP and ICMP on the host's public interface.</summary>
    public static IEnumerable<string> RemoveShared(HostNetwork host, int firstPort)
    {
        yield return Remove(host.Public, "arp", FilterPriorities.Addresses(firstPort));
        yield return Remove(host.Public, "ip", FilterPriorities.Control(firstPort));
    }

    private static string Add(string device, string protocol, int priority, string rest) => string.Create(
        CultureInfo.InvariantCulture, $"filter add dev {device} ingress protocol {protocol} prio {priority} u32 {rest}");

    private static string Remove(string device, string protocol, int priority) => string.Create(
        CultureInfo.InvariantCulture, $"filter del dev {device} ingress protocol {protocol} prio {priority}");

    private static string Redirect(string device) => $"action mirred egress redirect dev {device}";
}
