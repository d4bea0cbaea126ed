using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using Google.Protobuf;
using Tepui.Protocol.Json;

namespace Tepui.Master.Endpoints.State;

/// <summary>Whole messages within a larger body.</summary>
internal static class MessageJson
{
    public static void WriteMessage(this Utf8JsonWriter writer, IMessage message)
    {
        var json = new ArrayBufferWriter<byte>(256);
        MesosJson.Write(message, json);
        writer.WriteRawValue(json.WrittenSpan, skipInputValidation: true);
    }

    public static void WriteMessage(this Utf8JsonWriter writer, string name, IMessage message)
    {
        writer.WritePropertyName(name);
        writer.WriteMessage(message);
    }

    public static void WriteMessages(this Utf8JsonWriter writer, string name, IEnumerable<IMessage> messages)
    {
        writer.WriteStartArray(name);
        foreach (IMessage message in messages)
        {
            writer.WriteMessage(message);
        }

        writer.WriteEndArray();
    }
}
