using System;
using System.Text.Json;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Endpoints.Json;
using Tepui.Protocol.Json;
using Tepui.Protocol.Wire;

namespace Tepui.Endpoints.Tasks;

/// <summary>
/// What a status tells of its container, as the older endpoints show it: the process's id is told to frameworks and by the v1
/// calls only, and a network's labels are a list.
/// </summary>
internal static class ContainerStatusJson
{
    private static readonly WireJson Id = WireJson.Of(ContainerID.Descriptor);
    private static readonly WireJson Cgroup = WireJson.Of(CgroupInfo.Descriptor);
    private static readonly WireJson Network = WireJson.Of(NetworkInfo.Descriptor);

    /// <param name="wire">Of the message ContainerStatus.</param>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> wire)
    {
        writer.WriteStartObject();
        WriteOne(writer, wire, ContainerStatus.ContainerIdFieldNumber, "container_id"u8, Id);
        WriteNetworks(writer, wire);
        WriteOne(writer, wire, ContainerStatus.CgroupInfoFieldNumber, "cgroup_info"u8, Cgroup);
        writer.WriteEndObject();
    }

    private static void WriteOne(Utf8JsonWriter writer, ReadOnlySpan<byte> wire, int field, ReadOnlySpan<byte> name, WireJson json)
    {
        var reader = new WireReader(wire);
        if (Next(ref reader, wire, field, out ReadOnlySpan<byte> content))
        {
            writer.WritePropertyName(name);
            json.Write(writer, content);
        }
    }

    private static void WriteNetworks(Utf8JsonWriter writer, ReadOnlySpan<byte> wire)
    {
        var reader = new WireReader(wire);
        bool any = false;
        while (Next(ref reader, wire, ContainerStatus.NetworkInfosFieldNumber, out ReadOnlySpan<byte> network))
        {
            if (!any)
            {
                writer.WriteStartArray("network_infos"u8);
                any = true;
            }

            var fields = new WireReader(network);
            if (Next(ref fields, network, NetworkInfo.LabelsFieldNumber, out _))
            {
                WriteLabelled(writer, NetworkInfo.Parser.ParseFrom(network));
            }
            else
            {
                Network.Write(writer, network);
            }
        }

        if (any)
        {
            writer.WriteEndArray();
        }
    }

    private static void WriteLabelled(Utf8JsonWriter writer, NetworkInfo network)
    {
        writer.WriteStartObject();
        if (network.Groups.Count > 0)
        {
            writer.WriteStrings("groups", network.Groups);
        }

        writer.WriteMessages("labels", network.Labels.Labels_);
        if (network.IpAddresses.Count > 0)
        {
            writer.WriteMessages("ip_addresses", network.IpAddresses);
        }

        if (network.HasName)
        {
            writer.WriteString("name", network.Name);
        }

        if (network.PortMappings.Count > 0)
        {
            writer.WriteMessages("port_mappings", network.PortMappings);
        }

        writer.WriteEndObject();
    }

    /// <summary>The next appearance of a field that is a message.</summary>
    private static bool Next(ref WireReader reader, ReadOnlySpan<byte> wire, int field, out ReadOnlySpan<byte> content)
    {
        while (!reader.IsAtEnd)
        {
            int number = reader.ReadTag(out WireFormat.WireType wireType);
            if (number == field && wireType == WireFormat.WireType.LengthDelimited)
            {
                int start = reader.ReadLengthDelimited(out int length);
                content = wire.Slice(start, length);
                return true;
            }

            reader.Skip(number, wireType);
        }

        content = default;
        return false;
    }
}
