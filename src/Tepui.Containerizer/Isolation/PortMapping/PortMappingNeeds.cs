using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using Tepui.Containerizer.Isolation.Ports;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>What <c>network/port_mapping</c> needs of flags and host (src/slave/containerizer/mesos/isolators/network/port_mapping.cpp, create).</summary>
internal static class PortMappingNeeds
{
    private const int LastWellKnown = 1023;

    public static void Check(PortMappingOptions options, List<string> faults)
    {
        int before = faults.Count;
        FindFaults(options, faults);
        if (!Environment.IsPrivilegedProcess)
            faults.Add("--isolation: 'network/port_mapping' takes root: run the agent as root, or leave it out");
        if (faults.Count > before)
            return;
#pragma warning disable VSTHRD002 // The agent begins with this, and nothing else runs yet.
        HostNetwork? host = HostProbe.ReadAsync(options, faults, CancellationToken.None).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        if (host is not null && Overlap(options.EphemeralPorts, [host.EphemeralPorts]))
        {
            faults.Add(
                $"--resources: ephemeral_ports {PortRanges.Text(options.EphemeralPorts)} are the host's own too: "
                + $"set the sysctl net.ipv4.ip_local_port_range, now {PortRanges.Text([host.EphemeralPorts])}, to others");
        }
    }

    /// <summary>What can be known without looking at the host.</summary>
    internal static void FindFaults(PortMappingOptions options, List<string> faults)
    {
        const string Flag = "--ephemeral_ports_per_container";
        int each = options.EphemeralPortsPerContainer;
        if (each < EphemeralPorts.Fewest || each > PortBlock.Ports || !BitOperations.IsPow2(each))
        {
            faults.Add($"{Flag}: {each} is no power of two of at least {EphemeralPorts.Fewest}");
            return;
        }

        if (options.EphemeralPorts.Count == 0)
            faults.Add("--resources: 'network/port_mapping' takes ephemeral_ports too, as in ephemeral_ports:[57344-61439]");
        else if (options.EphemeralPorts.Any(range => range.Last >= PortBlock.Ports))
            faults.Add("--resources: ephemeral_ports end at 65535");
        else if (Overlap(options.EphemeralPorts, [(0, LastWellKnown)]))
            faults.Add($"--resources: ephemeral_ports must be above the well-known ports, which end at {LastWellKnown}");
        else if (Overlap(options.EphemeralPorts, options.OfferedPorts))
            faults.Add($"--resources: ephemeral_ports and ports must have no port in common, and both have some of {PortRanges.Text(options.OfferedPorts)}");
        else if (new EphemeralPorts(options.EphemeralPorts, each).Allocate() is null)
            faults.Add($"--resources: ephemeral_ports {PortRanges.Text(options.EphemeralPorts)} hold no {each} ports from a multiple of {each} on ({Flag})");
    }

    private static bool Overlap(IReadOnlyList<(int First, int Last)> some, IReadOnlyList<(int First, int Last)> others) =>
        some.Any(one => others.Any(other => one.First <= other.Last && other.First <= one.Last));
}
