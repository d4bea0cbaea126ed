using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tepui.Client.Files;

/// <summary>
/// The answer of <c>/files/read</c>: <c>{"data":"...","offset":0}</c>. A file need not be UTF-8, and Mesos puts its bytes
/// into the string as they are, so the string is unescaped byte by byte: offsets would not fit otherwise.
/// </summary>
internal static class FileReadAnswer
{
    public static bool TryParse(ReadOnlySpan<byte> json, out FileChunk chunk)
    {
        chunk = default;
        byte[]? data = null;
        long offset = -1;
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                var isData = reader.ValueTextEquals("data"u8);
                var isOffset = reader.ValueTextEquals("offset"u8);
                reader.Read();
                if (isData && reader.TokenType == JsonTokenType.String)
                {
                    data = Unescaped(reader.ValueSpan);
                }
                else if (isOffset && reader.TokenType == JsonTokenType.Number)
                {
                    offset = reader.GetInt64();
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return false;
        }

        chunk = new FileChunk(offset, data);
        return data is not null && offset >= 0;
    }

    private static byte[] Unescaped(ReadOnlySpan<byte> text)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(text.Length, 1));
        while (text.IndexOf((byte)'\\') is >= 0 and var at)
        {
            bytes.Write(text[..at]);
            text = text[(at + 1)..];
            text = Unescape(text, bytes);
        }

        bytes.Write(text);
        return bytes.WrittenSpan.ToArray();
    }

    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> escape, ArrayBufferWriter<byte> bytes)
    {
        if (escape[0] == (byte)'u')
        {
            var first = CodeUnit(escape);
            escape = escape[5..];
            if (char.IsHighSurrogate(first) && escape is [(byte)'\\', (byte)'u', ..] && char.IsLowSurrogate(CodeUnit(escape[1..])))
            {
                Write(new Rune(first, CodeUnit(escape[1..])), bytes);
                return escape[6..];
            }

            Write(char.IsSurrogate(first) ? Rune.ReplacementChar : new Rune(first), bytes);
            return escape;
        }

        bytes.Write([escape[0] switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            var itself => itself,
        }]);
        return escape[1..];
    }

    private static char CodeUnit(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape.Slice(1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static void Write(Rune rune, ArrayBufferWriter<byte> bytes) => bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
}
