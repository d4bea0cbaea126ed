using System;
using System.Buffers.Binary;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using Mesos.V1;
using Tepui.Endpoints.Domains;
using Tepui.Endpoints.Versions;
using Tepui.Master.Options;
using CapabilityType = Mesos.V1.MasterInfo.Types.Capability.Types.Type;

namespace Tepui.Master.Hosting;

/// <summary>Makes the MasterInfo that clients and agents see.</summary>
internal static class MasterIdentity
{
    private static readonly CapabilityType[] Capabilities =
        [CapabilityType.AgentUpdate, CapabilityType.AgentDraining, CapabilityType.QuotaV2];

    public static MasterInfo Create(MasterOptions options, int boundPort)
    {
        string ip = options.AdvertiseIp ?? Reachable(IPAddress.Parse(options.Ip)).ToString();
        int port = options.AdvertisePort ?? boundPort;
        string hostname = options.Hostname ?? ip;
        string host = ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]" : ip;
        var info = new MasterInfo
        {
            Id = Guid.NewGuid().ToString(),
            Ip = NetworkOrder(ip),
            Port = (uint)port,
            Pid = $"master@{host}:{port}",
            Hostname = hostname,
            Version = TepuiVersion.Mesos,
            Address = new Address { Hostname = hostname, Ip = ip, Port = port },
            Domain = FaultDomainText.Parse(options.Domain, []),
        };
        info.Capabilities.AddRange(Capabilities.Select(static type => new MasterInfo.Types.Capability { Type = type }));
        return info;
    }

    /// <summary>An address that means "all interfaces" is no address to reach anybody at.</summary>
    private static IPAddress Reachable(IPAddress address)
    {
        if (!address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
        {
            return address;
        }

        // Connecting a datagram socket sends nothing; it only asks which address this machine would send from.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Connect(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 9));
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return IPAddress.Loopback;
        }
    }

    /// <summary>MasterInfo.ip is an IPv4 address in network order, read as a number of this machine's.</summary>
    private static uint NetworkOrder(string ip)
    {
        Span<byte> bytes = stackalloc byte[16];
        return IPAddress.Parse(ip).TryWriteBytes(bytes, out int length) && length == 4
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
            : 0;
    }
}
