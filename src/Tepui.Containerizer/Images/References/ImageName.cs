using System;
using System.Text.RegularExpressions;

namespace Tepui.Containerizer.Images.References;

/// <summary>What names an image: <c>[REGISTRY[:PORT]/]REPOSITORY[:TAG|@DIGEST]</c>, as docker pull takes it.</summary>
/// <param name="Registry">Host and port; null for the agent's own.</param>
/// <param name="Reference">A tag, or a digest as <c>sha256:...</c>.</param>
internal sealed partial record ImageName(string? Registry, string Repository, string Reference)
{
    private const int LongestName = 255;
    private const string DefaultTag = "latest";
    private const int MatchTimeout = 1000;

    public bool IsDigest => Digest.IsDigest(Reference);

    /// <exception cref="ImageException">It is no such name.</exception>
    public static ImageName Parse(string text)
    {
        string name = text;
        string? registry = null;
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && IsHost(name[..slash]))
        {
            registry = name[..slash];
            name = name[(slash + 1)..];
        }

        string reference = DefaultTag;
        int at = name.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            reference = name[(at + 1)..];
            name = name[..at];
            if (!Digest.IsDigest(reference))
                throw new ImageException("its digest is none: give it as name@sha256:, with 64 hexadecimal digits after it");
        }

        // A tag beside a digest says nothing more.
        int colon = name.LastIndexOf(':');
        if (colon >= 0)
        {
            if (at < 0)
                reference = name[(colon + 1)..];
            name = name[..colon];
        }

        if (name.Length is 0 or > LongestName || !Repositories().IsMatch(name) || (registry is not null && !Hosts().IsMatch(registry)))
            throw new ImageException("this is no name of an image: give it as [HOST[:PORT]/]name[:tag], in small letters");
        if (at < 0 && !Tags().IsMatch(reference))
            throw new ImageException("its tag is none: letters, digits, '_', '.' and '-' make one");
        return new ImageName(registry, name, reference);
    }

    public override string ToString() =>
        (Registry is null ? "" : Registry + "/") + Repository + (IsDigest ? "@" : ":") + Reference;

    private static bool IsHost(string part) =>
        part == "localhost" || part.Contains('.', StringComparison.Ordinal) || part.Contains(':', StringComparison.Ordinal);

    [GeneratedRegex(@"\A[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*\z", RegexOptions.None, MatchTimeout)]
    private static partial Regex Repositories();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z", RegexOptions.None, MatchTimeout)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\A(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?\z", RegexOptions.None, MatchTimeout)]
    private static partial Regex Hosts();
}
