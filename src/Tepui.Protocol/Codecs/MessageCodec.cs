using System;
using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tepui.Protocol.Json;

namespace Tepui.Protocol.Codecs;

/// <summary>Messages in either encoding, held to the same rules: required fields are there, strings are UTF-8.</summary>
public static class MessageCodec
{
    public static Decoded<T> Decode<T>(MessageEncoding encoding, ReadOnlySpan<byte> body)
        where T : class, IMessage<T>, new() =>
        encoding == MessageEncoding.Json ? MesosJson.Parse<T>(body) : ProtobufCodec<T>.Parse(body);

    public static Decoded<T> Decode<T>(MessageEncoding encoding, ReadOnlySequence<byte> body)
        where T : class, IMessage<T>, new()
    {
        if (body.IsSingleSegment)
        {
            return Decode<T>(encoding, body.FirstSpan);
        }

        var length = checked((int)body.Length);
        var whole = ArrayPool<byte>.Shared.Rent(length);
        body.CopyTo(whole);
        var decoded = Decode<T>(encoding, whole.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(whole);
        return decoded;
    }

    /// <summary>What is wrong with bytes that are said to be a message in protobuf; null when they are one.</summary>
    public static string? FaultOf<T>(ReadOnlySpan<byte> encoded)
        where T : class, IMessage<T>, new() => ProtobufCodec<T>.FaultOf(encoded);

    public static void Encode(MessageEncoding encoding, IMessage message, IBufferWriter<byte> output)
    {
        if (encoding == MessageEncoding.Json)
        {
            MesosJson.Write(message, output);
        }
        else
        {
            message.WriteTo(output);
        }
    }

    /// <summary>The same for a message that is already encoded as protobuf.</summary>
    public static void Encode(MessageEncoding encoding, MessageDescriptor type, ReadOnlySpan<byte> encoded, IBufferWriter<byte> output)
    {
        if (encoding == MessageEncoding.Json)
        {
            MesosJson.Write(type, encoded, output);
        }
        else
        {
            output.Write(encoded);
        }
    }
}
