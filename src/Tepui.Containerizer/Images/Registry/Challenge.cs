using System;
using System.Collections.Generic;
using System.Net.Http.Headers;

namespace Tepui.Containerizer.Images.Registry;

/// <summary>What a registry wants to see before it answers: a scheme with its parameters (RFC 9110, 11.6.1).</summary>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>A token before a password, which every request would carry; null when it asks for neither.</summary>
    public static Challenge? Choose(IEnumerable<AuthenticationHeaderValue> offered)
    {
        Challenge? basic = null;
        foreach (AuthenticationHeaderValue header in offered)
        {
            if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
                return new Challenge("Bearer", Parse(header.Parameter ?? ""));
            if (header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
                basic = new Challenge("Basic", Parse(header.Parameter ?? ""));
        }

        return basic;
    }

    /// <summary>Takes what can be read; values may be quoted and hold commas.</summary>
    private static Dictionary<string, string> Parse(string text)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        int at = 0;
        while (at < text.Length)
        {
            int equals = text.IndexOf('=', at);
            if (equals < 0)
                break;
            string name = text[at..equals].Trim(' ', ',');
            int start = equals + 1;
            bool quoted = start < text.Length && text[start] == '"';
            int end = quoted ? text.IndexOf('"', start + 1) : text.IndexOf(',', start);
            end = end < 0 ? text.Length : end;
            found[name] = quoted ? text[(start + 1)..end] : text[start..end].Trim();
            at = end + 1;
        }

        return found;
    }
}
