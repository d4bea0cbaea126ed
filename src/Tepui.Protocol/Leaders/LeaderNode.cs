using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Mesos.V1;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Json;

namespace Tepui.Protocol.Leaders;

/// <summary>
/// What a master writes about itself into its node of the election, as Mesos's own clients read it
/// (docs/app-framework-development-guide.md, MESOS-2298): MasterInfo as JSON in json.info_NUMBER.
/// </summary>
public static class LeaderNode
{
    /// <summary>Of the nodes that hold MasterInfo as JSON, as all masters since Mesos 0.24 write it.</summary>
    public const string JsonLabel = "json.info";

    /// <summary>Of the nodes that hold MasterInfo as protobuf (Mesos 0.20 to 0.23).</summary>
    public const string BinaryLabel = "info";

    /// <summary>Labels that are only read; the empty one is a node whose name is a number and whose data is the master's pid.</summary>
    public static IReadOnlyList<string> OlderLabels { get; } = [BinaryLabel, ""];

    /// <summary>What a master's node holds.</summary>
    public static byte[] Write(MasterInfo info)
    {
        var output = new ArrayBufferWriter<byte>();
        MesosJson.Write(info, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a node.</summary>
    /// <param name="node">Its name, e.g. json.info_0000000012.</param>
    /// <param name="fault">What is wrong with what it holds, in one line that does not name the node; empty without a fault.</param>
    public static MasterInfo? Read(string node, ReadOnlySpan<byte> data, out string fault)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.StartsWith($"{JsonLabel}_", StringComparison.Ordinal))
        {
            Decoded<MasterInfo> decoded = MesosJson.Parse<MasterInfo>(data);
            return Checked(decoded, "JSON", out fault);
        }

        if (node.StartsWith($"{BinaryLabel}_", StringComparison.Ordinal))
        {
            Decoded<MasterInfo> decoded = ProtobufCodec<MasterInfo>.Parse(data);
            return Checked(decoded, "protobuf", out fault);
        }

        MasterInfo? info = OfPid(data);
        fault = info is null ? "it holds no pid of a master (master@IP:PORT)" : "";
        return info;
    }

    /// <summary>Where agents and schedulers connect to: by address, as Mesos's do; the host name is for browsers (/redirect).</summary>
    public static (string Host, int Port) EndpointOf(MasterInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        int port = info.Address is { Port: > 0 } address ? address.Port : (int)info.Port;
        string host = info.Address is { HasIp: true } withIp && withIp.Ip.Length > 0 ? withIp.Ip
            : info.Address is { HasHostname: true } named && named.Hostname.Length > 0 ? named.Hostname
            : info.HasHostname && info.Hostname.Length > 0 ? info.Hostname
            : Dotted(info.Ip);
        return (host, port);
    }

    private static MasterInfo? Checked(Decoded<MasterInfo> decoded, string encoding, out string fault)
    {
        if (decoded.Message is not { } info)
        {
            fault = $"it is no MasterInfo in {encoding}: {string.Join("; ", decoded.Faults)}";
            return null;
        }

        (string host, int port) = EndpointOf(info);
        fault = host.Length == 0 || host == "0.0.0.0" ? "its MasterInfo has no address"
            : port is <= 0 or > 65535 ? $"its MasterInfo has the port {port.ToString(CultureInfo.InvariantCulture)}"
            : "";
        return fault.Length == 0 ? info : null;
    }

    /// <summary>"master@10.0.0.1:5050".</summary>
    private static MasterInfo? OfPid(ReadOnlySpan<byte> data)
    {
        string pid = Encoding.UTF8.GetString(data).Trim();
        int at = pid.IndexOf('@', StringComparison.Ordinal);
        int colon = pid.LastIndexOf(':');
        if (at < 0 || colon <= at + 1 || !ushort.TryParse(pid.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return null;
        }

        string host = pid[(at + 1)..colon].Trim('[', ']');
        return new MasterInfo
        {
            Id = pid,
            Pid = pid,
            Port = port,
            Hostname = host,
            Address = new Address { Hostname = host, Ip = host, Port = port },
        };
    }

    /// <summary>An IPv4 address in network order, read as a number on a machine with its lowest byte first.</summary>
    private static string Dotted(uint ip) =>
        string.Create(CultureInfo.InvariantCulture, $"{ip & 255}.{(ip >> 8) & 255}.{(ip >> 16) & 255}.{ip >> 24}");
}
