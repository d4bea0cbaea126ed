using System;
using System.Text.Json;
using Google.Protobuf;
using Tepui.Protocol.Json;
using Tepui.Protocol.Wire;

namespace Tepui.Endpoints.Tasks;

/// <summary>Labels as the older endpoints show them: a list, without the message around it.</summary>
internal static class LabelJson
{
    private static readonly JsonEncodedText Labels = JsonEncodedText.Encode("labels");
    private static readonly WireJson Label = WireJson.Of(Mesos.V1.Label.Descriptor);

    /// <param name="wire">Of the message Labels.</param>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> wire)
    {
        writer.WriteStartArray(Labels);
        var reader = new WireReader(wire);
        while (!reader.IsAtEnd)
        {
            int number = reader.ReadTag(out WireFormat.WireType wireType);
            if (number != Mesos.V1.Labels.Labels_FieldNumber || wireType != WireFormat.WireType.LengthDelimited)
            {
                reader.Skip(number, wireType);
                continue;
            }

            int start = reader.ReadLengthDelimited(out int length);
            Label.Write(writer, wire.Slice(start, length));
        }

        writer.WriteEndArray();
    }
}
