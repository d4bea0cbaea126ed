using System;
using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Tepui.Conformance.Tests.Language;
using Tepui.Protocol.Codecs;

namespace Tepui.Conformance.Tests.Wire;

/// <summary>Messages between the JSON that scripts are written in and the encoding a run uses.</summary>
internal static class WireMessages
{
    // Leaves required fields out where a script does so on purpose, which the codec under test refuses.
    private static readonly JsonParser Lenient = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>The body of a request.</summary>
    public static byte[] Encode<T>(MessageEncoding encoding, JsonNode? message)
        where T : class, IMessage<T>, new()
    {
        byte[] json = Encoding.UTF8.GetBytes(message?.ToJsonString() ?? "null");
        if (encoding == MessageEncoding.Json)
        {
            return json;
        }

        Decoded<T> decoded = MessageCodec.Decode<T>(MessageEncoding.Json, json);
        return (decoded.TryGet(out T? whole) ? whole : Lenient.Parse<T>(Encoding.UTF8.GetString(json))).ToByteArray();
    }

    /// <summary>A message that a script wrote, for what is always protobuf.</summary>
    public static T Read<T>(JsonNode? message)
        where T : class, IMessage<T>, new()
    {
        Decoded<T> decoded = MessageCodec.Decode<T>(MessageEncoding.Json, Encoding.UTF8.GetBytes(message?.ToJsonString() ?? "null"));
        return decoded.TryGet(out T? whole) ? whole : throw new ScriptException(decoded.Error);
    }

    /// <summary>What came, as JSON.</summary>
    public static JsonNode Decode<T>(MessageEncoding encoding, ReadOnlySpan<byte> body)
        where T : class, IMessage<T>, new()
    {
        if (encoding == MessageEncoding.Json)
        {
            return JsonNode.Parse(body)!;
        }

        Decoded<T> decoded = MessageCodec.Decode<T>(encoding, body);
        return decoded.TryGet(out T? message) ? ToJson(message) : throw new ScriptException(decoded.Error);
    }

    public static JsonNode ToJson(IMessage message)
    {
        var json = new ArrayBufferWriter<byte>();
        MessageCodec.Encode(MessageEncoding.Json, message, json);
        return JsonNode.Parse(json.WrittenSpan)!;
    }
}
