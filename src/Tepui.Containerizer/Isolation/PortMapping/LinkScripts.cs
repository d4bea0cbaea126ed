using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>Scripts for the shell that make and remove a container's link to the host.</summary>
internal static class LinkScripts
{
    private const string DevicePrefix = "mesos";

    /// <summary>The host's end of the link of whom these ephemeral ports are.</summary>
    public static string Device(int firstPort) => DevicePrefix + firstPort.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whose first ephemeral port is in the name; null for another's device.</summary>
    public static int? OwnerOf(string device) =>
        device.StartsWith(DevicePrefix, StringComparison.Ordinal)
        && int.TryParse(device.AsSpan(DevicePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            ? first
            : null;

    /// <summary>
    /// What the host needs once: places for filters, and a loopback that takes packets which were another interface's. Its MAC address
    /// and MTU are the public interface's, for packets go from the one to the other.
    /// </summary>
    public static string PrepareHost(HostNetwork host) => $"""
        for device in {host.Public} {host.Loopback}; do
          tc qdisc show dev $device | grep -qE 'qdisc (ingress|clsact) ' || tc qdisc add dev $device ingress
        done
        ip link set dev {host.Loopback} address {host.Hardware} mtu {host.Mtu}
        cd /proc/sys/net/ipv4/conf
        echo 1 > {host.Loopback}/route_localnet
        echo 1 > {host.Loopback}/accept_local
        for name in all {host.Loopback}; do echo 0 > $name/rp_filter; echo 0 > $name/send_redirects; done

        """;

    /// <summary>The host's side, but for filters.</summary>
    /// <param name="space">The file of the container's network namespace.</param>
    public static string Link(HostNetwork host, string device, string space) => $"""
        ip link add {device} address {host.Hardware} mtu {host.Mtu} type veth peer name {host.Public} address {host.Hardware} mtu {host.Mtu} netns {Quoted(space)}
        [ ! -e /proc/sys/net/ipv6/conf/{device}/disable_ipv6 ] || echo 1 > /proc/sys/net/ipv6/conf/{device}/disable_ipv6
        tc qdisc add dev {device} ingress

        """;

    public static string Raise(string device) => $"ip link set dev {device} up\n";

    /// <summary>The container's side, but for filters.</summary>
    /// <param name="bytesPerSecond">What it may send; 0 for no limit.</param>
    public static string Inside(HostNetwork host, (int First, int Last) ephemeral, long bytesPerSecond)
    {
        const string Loopback = TrafficFilters.InsideLoopback;
        var script = new StringBuilder();
        void Line(string line) => script.Append(line).Append('\n');
        Line("cd /proc/sys/net");
        Line("[ ! -e ipv6/conf/all/disable_ipv6 ] || echo 1 > ipv6/conf/all/disable_ipv6");
        Line($"ip link set dev {Loopback} address {host.Hardware} mtu {host.Mtu} up");
        Line($"ip link set dev {host.Public} up");
        Line($"ip address add {host.Address}/{host.Prefix} dev {host.Public}");
        if (host.Gateway is { } gateway)
            Line($"ip route add default via {gateway} dev {host.Public} onlink");
        foreach ((string name, string value) in host.Settings)
            Line($"[ ! -e {name} ] || echo '{value}' > {name}");
        Line($"echo {ephemeral.First} {ephemeral.Last} > ipv4/ip_local_port_range");
        Line($"for name in {host.Public} {Loopback}; do echo 1 > ipv4/conf/$name/accept_local; echo 0 > ipv4/conf/$name/rp_filter; done");
        Line("echo 0 > ipv4/conf/all/rp_filter");
        Line($"echo 1 > ipv4/conf/{Loopback}/route_localnet");
        Line($"tc qdisc add dev {Loopback} ingress");
        Line($"tc qdisc add dev {host.Public} ingress");
        if (bytesPerSecond <= 0)
            return script.ToString();
        Line($"tc qdisc add dev {host.Public} root handle 1: htb default 1");

        // 'bps' is bytes a second to tc.
        Line($"tc class add dev {host.Public} parent 1: classid 1:1 htb rate {bytesPerSecond}bps");
        return script.ToString();
    }

    public static string Remove(string device) => $"[ ! -e /proc/sys/net/ipv4/conf/{device} ] || ip link del dev {device}\n";

    /// <summary>Lines for tc, of which each must succeed.</summary>
    public static string Batch(IEnumerable<string> lines) => Batch("tc -batch -", "", lines);

    /// <summary>Lines for tc that remove what may be gone already.</summary>
    public static string Quietly(IEnumerable<string> lines) => Batch("tc -force -batch -", " 2> /dev/null || :", lines);

    private static string Batch(string command, string end, IEnumerable<string> lines) =>
        $"{command} <<'END'{end}\n{string.Concat(lines.Select(line => line + "\n"))}END\n";

    private static string Quoted(string path) => "'" + path.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
