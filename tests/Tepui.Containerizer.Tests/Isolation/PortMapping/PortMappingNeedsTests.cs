using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.PortMapping;
using Tepui.Testing.Hosts;

namespace Tepui.Containerizer.Tests.Isolation.PortMapping;

/// <summary>What flags and host must be like, and what is read of the kernel's texts.</summary>
public sealed class PortMappingNeedsTests
{
    private const string Addresses = """
        [{"ifname":"lo","flags":["LOOPBACK","UP"],"mtu":65536,"address":"00:00:00:00:00:00","addr_info":[{"family":"inet","local":"127.0.0.1","prefixlen":8}]},
         {"ifname":"eth0","flags":["UP"],"mtu":1400,"address":"02:00:00:00:00:07","addr_info":[{"family":"inet6","local":"fe80::1","prefixlen":64},{"family":"inet","local":"10.1.2.3","prefixlen":24}]},
         {"ifname":"tun0","flags":["UP"],"mtu":1400,"addr_info":[]}]
        """;

    private const string Rest = "32768\t60999\ncore/somaxconn 4096\nipv4/tcp_rmem 4096 131072 6291456\n";

    private static readonly PortMappingOptions Good = new() { EphemeralPorts = [(20480, 22527)], OfferedPorts = [(31000, 32000)] };

    [Fact]
    public void Host_IsReadAsIproute2TellsIt()
    {
        var faults = new List<string>();
        HostNetwork host = HostProbe.Parse(Text("""[{"dst":"default","gateway":"10.1.2.1","dev":"eth0"}]"""), Good, faults)!;

        faults.ShouldBeEmpty();
        (host.Public, host.Loopback, host.Hardware, host.Address, host.Prefix, host.Mtu, host.Gateway)
            .ShouldBe(("eth0", "lo", "02:00:00:00:00:07", "10.1.2.3", 24, 1400, "10.1.2.1"));
        host.EphemeralPorts.ShouldBe((32768, 60999));
        host.Settings.Select(setting => setting.ToString()).ShouldBe(["[core/somaxconn, 4096]", "[ipv4/tcp_rmem, 4096 131072 6291456]"]);
        HostProbe.Parse(Text("[ ]"), Good with { PublicInterface = "eth0" }, faults)!.Gateway.ShouldBeNull();
    }

    [Theory]
    [InlineData(null, null, "--eth0_name: is needed, for there is no default route to find the public interface by")]
    [InlineData("eth9", null, "--eth0_name: there is no interface 'eth9'")]
    [InlineData("tun0", null, "--eth0_name: the interface 'tun0' has no IPv4 address, or no MAC address")]
    [InlineData("eth0", "lo9", "--lo_name: there is no interface 'lo9'")]
    public void Host_ThatCannotBeShared_IsTold(string? name, string? loopback, string fault)
    {
        var faults = new List<string>();
        HostProbe.Parse(Text("[]"), Good with { PublicInterface = name, Loopback = loopback }, faults).ShouldBeNull();
        faults.ShouldBe([fault]);
    }

    [Theory]
    [InlineData(1000, 20480, 22527, "--ephemeral_ports_per_container: 1000 is no power of two of at least 16")]
    [InlineData(8, 20480, 22527, "--ephemeral_ports_per_container: 8 is no power of two of at least 16")]
    [InlineData(1024, 1000, 22527, "--resources: ephemeral_ports must be above the well-known ports, which end at 1023")]
    [InlineData(1024, 30000, 31000, "--resources: ephemeral_ports and ports must have no port in common, and both have some of [31000-32000]")]
    [InlineData(1024, 20481, 22000, "--resources: ephemeral_ports [20481-22000] hold no 1024 ports from a multiple of 1024 on (--ephemeral_ports_per_container)")]
    [InlineData(1024, 65000, 65536, "--resources: ephemeral_ports end at 65535")]
    public void Flags_ThatCannotBe_AreTold(int each, int first, int last, string fault)
    {
        var faults = new List<string>();
        PortMappingNeeds.FindFaults(Good with { EphemeralPortsPerContainer = each, EphemeralPorts = [(first, last)] }, faults);
        faults.ShouldBe([fault]);
    }

    [Fact]
    public void Isolation_TakesOneWhoMakesNetworks_AndPortsToGive()
    {
        var faults = new List<string>();
        Isolators.Create("network/port_mapping,network/cni", new IsolationOptions("/w", "/r"), faults).ShouldBeEmpty();

        faults.ShouldContain("--isolation: 'network/port_mapping' and 'network/cni' exclude each other: leave one out");
        faults.ShouldContain("--resources: 'network/port_mapping' takes ephemeral_ports too, as in ephemeral_ports:[57344-61439]");
        faults.Any(fault => fault.Contains("takes root", StringComparison.Ordinal)).ShouldBe(!System.Environment.IsPrivilegedProcess);
    }

    [RootFact]
    public void Ports_ThatTheHostItselfTakes_AreRefused()
    {
        using var host = new PortMappingHost();
        var faults = new List<string>();
        PortMappingNeeds.Check(Good with { HostNamespace = host.Namespace, EphemeralPorts = [(40960, 45055)] }, faults);

        faults.Single().ShouldBe(
            "--resources: ephemeral_ports [40960-45055] are the host's own too: set the sysctl net.ipv4.ip_local_port_range, now [32768-60999], to others");
    }

    [Fact]
    public void Statistics_AreReadFromTheKernelsTexts()
    {
        var statistics = new ResourceStatistics();
        SocketStatistics.Write("sockets: used 25\nTCP: inuse 3 orphan 0 tw 2 alloc 1 mem 200\nUDP: inuse 9 mem 0\n", statistics);
        ProtocolStatistics.Write(
            "Ip: Forwarding DefaultTTL NewName\nIp: 2 64 5\nIcmpMsg: InType3\nIcmpMsg: 1\nTcp: RtoAlgorithm MaxConn\nTcp: 1 -1\nUdp: InDatagrams\nUdp: 8\n",
            statistics);

        (statistics.NetTcpActiveConnections, statistics.NetTcpTimeWaitConnections).ShouldBe((3, 2));
        SNMPStatistics protocols = statistics.NetSnmpStatistics;
        (protocols.IpStats.DefaultTTL, protocols.TcpStats.MaxConn, protocols.UdpStats.InDatagrams, protocols.IcmpStats).ShouldBe((64, -1, 8, null));
    }

    private static string Text(string routes) => $"{routes}\n{Addresses.ReplaceLineEndings(" ")}\n{Rest}";
}
