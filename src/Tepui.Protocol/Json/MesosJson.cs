using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Schemas;
using Tepui.Protocol.Wire;

namespace Tepui.Protocol.Json;

/// <summary>
/// Messages in JSON as Mesos speaks it: names as in the .proto files, enums by name, bytes in base64, 64-bit integers
/// as numbers (read from strings too), maps as objects, declared defaults written out, unknown keys ignored, null for unset.
/// </summary>
public static class MesosJson
{
    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Reads a message. All faults come out at once: wrong kinds of values, and every required field that is missing.</summary>
    public static Decoded<T> Parse<T>(ReadOnlySpan<byte> json)
        where T : class, IMessage<T>, new()
    {
        using var wire = new WireBuffer(json.Length);
        var schema = ProtobufCodec<T>.Schema;
        var faults = ToWire(schema, json, wire, out var isJson);
        return faults is null ? ProtobufCodec<T>.ParseChecked(wire.Written)
            : new Decoded<T>(faults, isJson ? $"Failed to convert JSON into {schema.Name} protobuf: " : "Failed to parse body into JSON: ");
    }

    /// <summary>Writes a message.</summary>
    public static void Write(IMessage message, IBufferWriter<byte> output)
    {
        using var wire = new WireBuffer(message.CalculateSize());
        message.WriteTo(wire);
        Write(MessageSchema.Of(message.GetType()), wire.Written, output);
    }

    /// <summary>Writes a message into a larger body.</summary>
    public static void Write(IMessage message, Utf8JsonWriter writer)
    {
        using var wire = new WireBuffer(message.CalculateSize());
        message.WriteTo(wire);
        WireToJson.Run(MessageSchema.Of(message.GetType()), wire.Written, writer);
    }

    /// <summary>Writes a message that is already encoded as protobuf, without parsing it into objects.</summary>
    /// <exception cref="MalformedMessageException">The bytes are no message of that type.</exception>
    public static void Write(MessageDescriptor type, ReadOnlySpan<byte> encoded, IBufferWriter<byte> output) =>
        Write(MessageSchema.Of(type), encoded, output);

    private static void Write(MessageSchema schema, ReadOnlySpan<byte> encoded, IBufferWriter<byte> output)
    {
        var writer = _writer ??= new Utf8JsonWriter(output, new JsonWriterOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
            MaxDepth = WireLimits.MaxDepth * 4,
        });
        writer.Reset(output);
        try
        {
            WireToJson.Run(schema, encoded, writer);
            writer.Flush();
        }
        finally
        {
            // Must not keep the output alive, nor a half-written state after an error.
            writer.Reset(NoOutput.Instance);
        }
    }

    private static List<string>? ToWire(MessageSchema schema, ReadOnlySpan<byte> json, WireBuffer wire, out bool isJson)
    {
        List<string>? faults;
        isJson = true;
        try
        {
            faults = new JsonToWire(json, wire).Run(schema, json);
            if (faults is null)
            {
                WireCheck.Run(schema, wire.Written, ref faults);
            }
        }
        catch (JsonException exception)
        {
            isJson = false;
            faults = [JsonSyntax.Explain(json, exception)];
        }
        catch (MalformedMessageException exception)
        {
            isJson = false;
            faults = [exception.Message];
        }

        return faults;
    }

    private sealed class NoOutput : IBufferWriter<byte>
    {
        public static readonly NoOutput Instance = new();

        public void Advance(int count) => throw new NotSupportedException("nothing may be written between two messages");

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException("nothing may be written between two messages");

        public Span<byte> GetSpan(int sizeHint = 0) => throw new NotSupportedException("nothing may be written between two messages");
    }
}
