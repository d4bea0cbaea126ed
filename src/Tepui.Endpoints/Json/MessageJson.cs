using System.Collections.Generic;
using System.Text.Json;
using Google.Protobuf;
using Tepui.Protocol.Json;

namespace Tepui.Endpoints.Json;

/// <summary>Whole messages, as the v1 API has them, within a larger body.</summary>
public static class MessageJson
{
    public static void WriteMessage(this Utf8JsonWriter writer, IMessage message) => MesosJson.Write(message, writer);

    public static void WriteMessage(this Utf8JsonWriter writer, string name, IMessage message)
    {
        writer.WritePropertyName(name);
        writer.WriteMessage(message);
    }

    /// <summary>The member, when there is a message.</summary>
    public static void WriteOptional(this Utf8JsonWriter writer, string name, IMessage? message)
    {
        if (message is not null)
            writer.WriteMessage(name, message);
    }

    public static void WriteMessages(this Utf8JsonWriter writer, string name, IEnumerable<IMessage> messages)
    {
        writer.WriteStartArray(name);
        foreach (IMessage message in messages)
            writer.WriteMessage(message);
        writer.WriteEndArray();
    }
}
