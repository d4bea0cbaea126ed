using System;
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tepui.Master.Endpoints;

/// <summary>Bodies in the JSON of Mesos's older endpoints.</summary>
internal static class JsonBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(output, Options);
        write(writer);
        writer.Flush();
        return output.WrittenMemory;
    }

    /// <summary>A time as seconds since 1970, with its fraction.</summary>
    public static void WriteSeconds(this Utf8JsonWriter writer, string name, DateTimeOffset at)
    {
        writer.WritePropertyName(name);
        writer.WriteDouble(at == default ? 0 : (at - DateTimeOffset.UnixEpoch).TotalSeconds);
    }

    /// <summary>A number as Mesos writes a double: with a point, so that clients see it is one.</summary>
    public static void WriteDouble(this Utf8JsonWriter writer, string name, double value)
    {
        writer.WritePropertyName(name);
        writer.WriteDouble(value);
    }

    public static void WriteDouble(this Utf8JsonWriter writer, double value)
    {
        Span<byte> text = stackalloc byte[40];
        System.Buffers.Text.Utf8Formatter.TryFormat(value, text, out int length);
        if (text[..length].IndexOfAny("."u8[0], "E"u8[0]) < 0)
        {
            text[length++] = (byte)'.';
            text[length++] = (byte)'0';
        }

        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }
}
