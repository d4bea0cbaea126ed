using System;
using System.Buffers;
using System.Security.Cryptography;
using Mesos.V1;
using Tepui.Containerizer.Fetching.Archives;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Protocol.Secrets;

namespace Tepui.Containerizer.Fetching;

/// <summary>A URI that is in order: where it is had from and where it goes.</summary>
/// <param name="Shown">Its text without credentials.</param>
/// <param name="LocalPath">Null when it comes by <paramref name="Remote"/>.</param>
internal sealed record FetchItem(string Shown, string? LocalPath, Uri? Remote, EntryPath Destination, bool Executable, ArchiveKind Kind)
{
    /// <summary>Behind a URI of http or https, the SHA-256 that its file must have, in hexadecimal. Servers never see it.</summary>
    private const string DigestMark = "#sha256=";

    /// <summary>Its text as it was given, when it is to be kept in the cache; else null.</summary>
    public string? CacheKey { get; init; }

    /// <summary>Null when any content will do.</summary>
    public byte[]? Digest { get; init; }

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private const string FileScheme = "file";
    private const string SchemeEnd = "://";

    /// <exception cref="FetchException">It cannot be fetched; the message leaves the URI out.</exception>
    public static FetchItem Of(CommandInfo.Types.URI uri, string frameworksHome)
    {
        string text = uri.Value.TrimStart();
        string? cacheKey = uri.Cache ? text : null;
        byte[]? digest = TakeDigest(ref text);
        string name = NameOf(text);
        string shown = SecretText.Redact(text);
        (string? path, Uri? remote) = SourceOf(text, frameworksHome);
        EntryPath destination = uri.HasOutputFile ? OutputFile(uri.OutputFile) : File(name);
        ArchiveKind kind = uri.Executable || (uri.HasExtract && !uri.Extract) ? ArchiveKind.None : ArchiveNames.KindOf(destination.Name);
        return new FetchItem(shown, path, remote, destination, uri.Executable, kind) { CacheKey = cacheKey, Digest = digest };

        EntryPath File(string name) => EntryPath.Parse(name, out string fault) is { IsSandbox: false } found
            ? found
            : throw new FetchException(fault.Length > 0
                ? $"its last part {fault}: give the file a name with output_file"
                : "it ends without a file's name: give the file one with output_file");
    }

    private static byte[]? TakeDigest(ref string text)
    {
        int mark = text.LastIndexOf(DigestMark, StringComparison.Ordinal);
        if (mark < 0 || !text.StartsWith("http", StringComparison.OrdinalIgnoreCase))
            return null;
        string digits = text[(mark + DigestMark.Length)..];
        if (digits.Length != 2 * SHA256.HashSizeInBytes || digits.AsSpan().ContainsAnyExcept(HexDigits))
            throw new FetchException("what follows '#sha256=' is no SHA-256: write its 64 hexadecimal digits");
        text = text[..mark];
        return Convert.FromHexString(digits);
    }

    /// <summary>What follows the last slash, a query included (src/slave/containerizer/fetcher.cpp, Fetcher::basename).</summary>
    private static string NameOf(string text)
    {
        if (text.AsSpan().ContainsAny('\\', '\'', '\0'))
            throw new FetchException("Illegal characters in URI: it holds a backslash, a quote or a NUL");
        int scheme = text.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (scheme <= 0)
        {
            text = text.TrimEnd('/');
            return text[(text.LastIndexOf('/') + 1)..];
        }

        string rest = text[(scheme + SchemeEnd.Length)..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 || slash == rest.Length - 1
            ? throw new FetchException("Malformed URI (missing path): name a file behind the host")
            : rest[(rest.LastIndexOf('/') + 1)..];
    }

    private static EntryPath OutputFile(string path)
    {
        EntryPath? found = EntryPath.Parse(path, out string fault);
        if (found is { IsSandbox: false } && !path.EndsWith('/'))
            return found;
        throw new FetchException($"its output_file '{path}' {(fault.Length > 0 ? fault : "names no file")}: give a path within the sandbox");
    }

    private static (string? Path, Uri? Remote) SourceOf(string text, string frameworksHome)
    {
        int end = text.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (end < 0)
            return (Local(text, frameworksHome), null);
        string scheme = text[..end].ToLowerInvariant();
        switch (scheme)
        {
            case FileScheme:
                string path = text[(end + SchemeEnd.Length)..];
                path = path.StartsWith("localhost/", StringComparison.Ordinal) ? path["localhost".Length..] : path;
                return path.StartsWith('/') ? (path, null) : throw new FetchException("File URI only supports absolute paths: write file:///PATH");
            case "http" or "https":
                return Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0
                    ? (null, uri)
                    : throw new FetchException("it is no valid URI: see to its host and port");
            default:
                throw new FetchException($"'{scheme}' is not supported: serve the file by http or https, or put it on the agents");
        }
    }

    private static string Local(string path, string frameworksHome)
    {
        if (path.StartsWith('/'))
            return path;
        return frameworksHome.Length > 0
            ? System.IO.Path.Combine(frameworksHome, path)
            : throw new FetchException("it is a relative path: give an absolute one, or start the agent with --frameworks_home");
    }
}
