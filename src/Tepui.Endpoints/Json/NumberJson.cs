using System;
using System.Buffers.Text;
using System.Text.Json;

namespace Tepui.Endpoints.Json;

/// <summary>Numbers as Mesos writes a double: with a point, so that clients see it is one.</summary>
public static class NumberJson
{
    public static void WriteDouble(this Utf8JsonWriter writer, string name, double value)
    {
        writer.WritePropertyName(name);
        writer.WriteDoubleValue(value);
    }

    public static void WriteDouble(this Utf8JsonWriter writer, JsonEncodedText name, double value)
    {
        writer.WritePropertyName(name);
        writer.WriteDoubleValue(value);
    }

    private static void WriteDoubleValue(this Utf8JsonWriter writer, double value)
    {
        Span<byte> text = stackalloc byte[40];
        Utf8Formatter.TryFormat(value, text, out int length);
        if (text[..length].IndexOfAny("."u8[0], "E"u8[0]) < 0)
        {
            ".0"u8.CopyTo(text[length..]);
            length += 2;
        }

        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }

    /// <summary>A time as seconds since 1970, with its fraction; 0 when it has not come.</summary>
    public static void WriteSeconds(this Utf8JsonWriter writer, string name, DateTimeOffset at) =>
        writer.WriteDouble(name, at == default ? 0 : (at - DateTimeOffset.UnixEpoch).TotalSeconds);
}
