using System.Collections.Generic;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.PortMapping;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>Containers that share the host's address, by the isolator 'network/port_mapping'.</summary>
public sealed partial class AgentOptions
{
    private const string NotSupported = "is not supported: leave it out";

    [Flag("ephemeral_ports_per_container", "How many ports of the resource 'ephemeral_ports' each container gets for its own sockets; a power of two. With 'network/port_mapping'.", Value = "NUMBER")]
    public int EphemeralPortsPerContainer { get; set; } = 1024;

    [Flag("eth0_name", "The interface that leads to the world; by default that of the default route. With 'network/port_mapping'.", Value = "NAME")]
    public string? Eth0Name { get; set; }

    [Flag("lo_name", "The loopback interface; found by itself. With 'network/port_mapping'.", Value = "NAME")]
    public string? LoName { get; set; }

    [Flag("egress_rate_limit_per_container", "What each container may send in a second, as 37500KB; 0 for no limit. With 'network/port_mapping'.", Value = "BYTES")]
    public string? EgressRateLimitPerContainer { get; set; }

    [Flag("egress_unique_flow_per_container", "Not supported: a queue that shares the public interface evenly among containers.")]
    public bool EgressUniqueFlowPerContainer { get; set; }

    [Flag("network_enable_socket_statistics_summary", "Whether statistics count a container's TCP connections. With 'network/port_mapping'.")]
    public bool NetworkEnableSocketStatisticsSummary { get; set; }

    [Flag("network_enable_socket_statistics_details", "Not supported: round-trip times of a container's TCP connections.")]
    public bool NetworkEnableSocketStatisticsDetails { get; set; }

    [Flag("network_enable_snmp_statistics", "Whether statistics have the counters of a container's IP, ICMP, TCP and UDP. With 'network/port_mapping'.")]
    public bool NetworkEnableSnmpStatistics { get; set; }

    internal bool SharesAddress => Isolators.Has(Isolation, "network/port_mapping");

    internal PortMappingOptions PortMapping(List<string> faults)
    {
        if (!SharesAddress)
            return new PortMappingOptions();
        return new PortMappingOptions
        {
            PublicInterface = Eth0Name,
            Loopback = LoName,
            EphemeralPortsPerContainer = EphemeralPortsPerContainer,
            EphemeralPorts = Ranges("resources", ReadResources(faults) ?? "", faults, "ephemeral_ports"),
            OfferedPorts = Ranges("resources", OwnPorts(faults), faults),
            EgressBytesPerSecond = EgressRateLimitPerContainer is { } rate && ByteText.TryParse(rate, out long bytes) ? bytes : 0,
            TellsSockets = NetworkEnableSocketStatisticsSummary,
            TellsProtocols = NetworkEnableSnmpStatistics,
        };
    }

    private IEnumerable<string> PortMappingFaults()
    {
        if (EgressRateLimitPerContainer is { } rate && !ByteText.TryParse(rate, out _))
            yield return $"--egress_rate_limit_per_container: '{rate}' is no number with B, KB, MB, GB or TB, as in 37500KB";
        if (EgressUniqueFlowPerContainer)
            yield return $"--egress_unique_flow_per_container: {NotSupported}";
        if (NetworkEnableSocketStatisticsDetails)
            yield return $"--network_enable_socket_statistics_details: {NotSupported}";
    }
}
