using System;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>The counters of a network namespace's protocols, under the names that the kernel and Mesos share (RFC 1213).</summary>
internal static class ProtocolStatistics
{
    /// <param name="text">As /proc/PID/net/snmp: a line with names and one with numbers for each protocol.</param>
    public static void Write(string text, ResourceStatistics statistics)
    {
        var all = new SNMPStatistics();
        string[] lines = text.Split('\n');
        for (int i = 0; i + 1 < lines.Length; i += 2)
        {
            string[] names = lines[i].Split(' ');
            IMessage? protocol = names[0] switch
            {
                "Ip:" => all.IpStats ??= new IpStatistics(),
                "Icmp:" => all.IcmpStats ??= new IcmpStatistics(),
                "Tcp:" => all.TcpStats ??= new TcpStatistics(),
                "Udp:" => all.UdpStats ??= new UdpStatistics(),
                _ => null,
            };
            if (protocol is not null)
                Write(names, lines[i + 1].Split(' '), protocol);
        }

        statistics.NetSnmpStatistics = all;
    }

    private static void Write(string[] names, string[] numbers, IMessage protocol)
    {
        for (int i = 1; i < Math.Min(names.Length, numbers.Length); i++)
        {
            FieldDescriptor? field = protocol.Descriptor.FindFieldByName(names[i]);
            if (field is not null && long.TryParse(numbers[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
                field.Accessor.SetValue(protocol, number);
        }
    }
}
