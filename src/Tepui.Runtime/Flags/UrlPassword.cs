using System;

namespace Tepui.Runtime.Flags;

/// <summary>A URL as it may be shown: without the password in SCHEME://USER:PASSWORD@HOST.</summary>
public static class UrlPassword
{
    private const string Hidden = "<hidden>";

    /// <summary>What stands between the user's colon and the last '@' is hidden, whether the rest is a URL or not.</summary>
    public static string Hide(string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        int start = scheme < 0 ? 0 : scheme + 3;
        int at = text.LastIndexOf('@');
        if (at <= start)
        {
            return text;
        }

        int colon = text.IndexOf(':', start, at - start);
        return colon < 0 ? $"{text[..start]}{Hidden}{text[at..]}" : $"{text[..(colon + 1)]}{Hidden}{text[at..]}";
    }
}
