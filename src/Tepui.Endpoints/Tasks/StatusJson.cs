using System;
using System.Text.Json;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Endpoints.Json;
using Tepui.Protocol.Wire;

namespace Tepui.Endpoints.Tasks;

/// <summary>A task's status as the older endpoints show it.</summary>
internal static class StatusJson
{
    private static readonly JsonEncodedText State = JsonEncodedText.Encode("state");
    private static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");
    private static readonly JsonEncodedText ContainerStatus = JsonEncodedText.Encode("container_status");
    private static readonly JsonEncodedText Healthy = JsonEncodedText.Encode("healthy");

    /// <param name="wire">Of the message TaskStatus.</param>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> wire)
    {
        ulong state = 0;
        double timestamp = 0;
        Range labels = default;
        Range container = default;
        bool? healthy = null;
        var reader = new WireReader(wire);
        while (!reader.IsAtEnd)
        {
            int number = reader.ReadTag(out WireFormat.WireType wireType);
            switch (number, wireType)
            {
                case (TaskStatus.StateFieldNumber, WireFormat.WireType.Varint):
                    state = reader.ReadVarint();
                    break;
                case (TaskStatus.TimestampFieldNumber, WireFormat.WireType.Fixed64):
                    timestamp = BitConverter.UInt64BitsToDouble(reader.ReadFixed64());
                    break;
                case (TaskStatus.HealthyFieldNumber, WireFormat.WireType.Varint):
                    healthy = reader.ReadVarint() != 0;
                    break;
                case (TaskStatus.LabelsFieldNumber, WireFormat.WireType.LengthDelimited):
                    labels = Content(ref reader);
                    break;
                case (TaskStatus.ContainerStatusFieldNumber, WireFormat.WireType.LengthDelimited):
                    container = Content(ref reader);
                    break;
                default:
                    reader.Skip(number, wireType);
                    break;
            }
        }

        writer.WriteStartObject();
        writer.WriteString(State, StateNames.Encoded((TaskState)state));
        writer.WriteDouble(Timestamp, timestamp);
        if (!labels.Equals(default(Range)))
        {
            LabelJson.Write(writer, wire[labels]);
        }

        if (!container.Equals(default(Range)))
        {
            writer.WritePropertyName(ContainerStatus);
            ContainerStatusJson.Write(writer, wire[container]);
        }

        if (healthy is { } known)
        {
            writer.WriteBoolean(Healthy, known);
        }

        writer.WriteEndObject();
    }

    private static Range Content(ref WireReader reader)
    {
        int start = reader.ReadLengthDelimited(out int length);
        return start..(start + length);
    }
}
