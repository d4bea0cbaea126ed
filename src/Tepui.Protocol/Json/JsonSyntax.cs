using System;
using System.Text;
using System.Text.Json;

namespace Tepui.Protocol.Json;

/// <summary>What Mesos says of text that is not JSON: the line, and what stands there.</summary>
internal static class JsonSyntax
{
    private const int LongestExcerpt = 120;

    public static string Explain(ReadOnlySpan<byte> json, JsonException exception)
    {
        var line = exception.LineNumber ?? 0;
        var rest = json;
        for (var i = 0L; i < line && rest.IndexOf((byte)'\n') is >= 0 and var end; i++)
        {
            rest = rest[(end + 1)..];
        }

        var column = (int)Math.Min(exception.BytePositionInLine ?? 0, rest.Length);
        rest = rest[column..];
        return "syntax error at line " + (line + 1) + " near: " + Excerpt(rest);
    }

    /// <summary>The rest of the line, without what a terminal would not print, and not endless.</summary>
    public static string Excerpt(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        var text = new StringBuilder();
        foreach (var character in Encoding.UTF8.GetString(line[..Math.Min(line.Length, LongestExcerpt)]))
        {
            if (!char.IsControl(character))
            {
                text.Append(character);
            }
        }

        return text.ToString();
    }
}
