using System;
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Tepui.Http.Responses;

/// <summary>What a client says it takes.</summary>
public static class AcceptHeader
{
    /// <summary>Whether the <c>Accept</c> header allows the type. Without the header everything is allowed (RFC 9110, 12.5.1).</summary>
    public static bool Allows(StringValues accept, string mediaType)
    {
        if (accept.Count == 0 || (accept.Count == 1 && string.IsNullOrWhiteSpace(accept[0])))
        {
            return true;
        }

        foreach (string? line in accept)
        {
            foreach (Range range in line.AsSpan().Split(','))
            {
                ReadOnlySpan<char> item = line.AsSpan()[range].Trim();
                if (Covers(WithoutParameters(item), mediaType) && !IsRefused(item))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>A weight of nought (<c>;q=0</c>) means "anything but this".</summary>
    internal static bool IsRefused(ReadOnlySpan<char> item)
    {
        int weight = item.LastIndexOf("q=");
        return weight > 0
            && item.Contains(';')
            && double.TryParse(item[(weight + 2)..].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double quality)
            && quality <= 0;
    }

    private static bool Covers(ReadOnlySpan<char> pattern, string mediaType)
    {
        if (pattern is "*/*" or "*")
        {
            return true;
        }

        if (pattern.EndsWith("/*"))
        {
            return mediaType.AsSpan().StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase);
        }

        return pattern.Equals(mediaType, StringComparison.OrdinalIgnoreCase);
    }

    private static ReadOnlySpan<char> WithoutParameters(ReadOnlySpan<char> value)
    {
        int semicolon = value.IndexOf(';');
        return (semicolon < 0 ? value : value[..semicolon]).Trim();
    }
}
