using System;
using System.Text.Json;
using Google.Protobuf.Reflection;
using Tepui.Protocol.Schemas;

namespace Tepui.Protocol.Json;

/// <summary>Writes messages of one type, already encoded as protobuf, as Mesos's JSON into a larger body.</summary>
public sealed class WireJson
{
    private readonly MessageSchema _schema;

    private WireJson(MessageSchema schema) => _schema = schema;

    /// <summary>For a type; keep it, where it is used often.</summary>
    public static WireJson Of(MessageDescriptor type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new WireJson(MessageSchema.Of(type));
    }

    /// <exception cref="Codecs.MalformedMessageException">The bytes are no message of that type.</exception>
    public void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> encoded) => WireToJson.Run(_schema, encoded, writer);
}
