using System;
using System.Diagnostics.CodeAnalysis;

namespace Tepui.Miner.Stratum;

/// <summary>
/// Where a Stratum server is, as miners write it: <c>stratum+tcp://USER:PASSWORD@HOST:PORT</c>, of which only the host is needed.
/// </summary>
public sealed record StratumUrl(string Host, int Port, string? User, string? Password)
{
    private static readonly string[] Schemes = ["stratum+tcp://", "http://", "tcp://"];
    private static readonly string[] EncryptedSchemes = ["stratum+tcps://", "stratum+ssl://", "https://"];

    public static bool TryParse(string text, int defaultPort, [NotNullWhen(true)] out StratumUrl? url, out string fault)
    {
        url = null;
        fault = $"'{Shown(text)}' should be stratum+tcp://HOST:PORT, http://HOST:PORT or HOST:PORT";
        if (FindScheme(text, EncryptedSchemes) is { } encrypted)
        {
            fault = $"{encrypted} is not supported, as there is no TLS; use stratum+tcp://";
            return false;
        }

        var rest = text[(FindScheme(text, Schemes)?.Length ?? 0)..];

        // Neither a password's '@' nor its '/' ends it: the last '@' does, as cpuminer has it.
        var at = rest.LastIndexOf('@');
        var (user, password) = at < 0 ? (null, null) : Credentials(rest[..at]);
        var address = rest[(at + 1)..].TrimEnd('/');
        if (rest.Contains("://") || !Uri.TryCreate($"tcp://{address}", UriKind.Absolute, out var uri)
            || uri.Host.Length == 0 || uri.AbsolutePath is not ("/" or "") || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            return false;
        url = new StratumUrl(uri.Host.Trim('[', ']'), uri.Port > 0 ? uri.Port : defaultPort, user, password);
        fault = "";
        return true;
    }

    /// <summary>Host and port alone: never a password.</summary>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static string? FindScheme(string text, string[] schemes) =>
        Array.Find(schemes, scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    private static (string User, string? Password) Credentials(string text)
    {
        var colon = text.IndexOf(':');
        return colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    private static string Shown(string text)
    {
        var at = text.LastIndexOf('@');
        return at < 0 ? text : $"...{text[at..]}";
    }
}
