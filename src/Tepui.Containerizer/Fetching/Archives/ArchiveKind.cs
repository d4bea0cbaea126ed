using System;

namespace Tepui.Containerizer.Fetching.Archives;

/// <summary>What a file is by its name; Mesos goes by the name alone, too (docs/fetcher.md).</summary>
internal enum ArchiveKind
{
    None,
    Archive,

    /// <summary>One file under gzip.</summary>
    Gzip,
}

/// <summary>How an archive's bytes begin; a name may promise another compression than there is.</summary>
internal enum ArchiveFormat
{
    Tar,
    GzipTar,
    Bzip2Tar,
    XzTar,
    Zip,
}

internal static class ArchiveNames
{
    private static readonly string[] Extensions = [".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".zip"];

    public static ArchiveKind KindOf(string name)
    {
        foreach (string extension in Extensions)
        {
            if (name.EndsWith(extension, StringComparison.Ordinal))
                return ArchiveKind.Archive;
        }

        return name.EndsWith(".gz", StringComparison.Ordinal) ? ArchiveKind.Gzip : ArchiveKind.None;
    }

    public static ArchiveFormat FormatOf(ReadOnlySpan<byte> beginning)
    {
        if (beginning.StartsWith("PK\x03\x04"u8) || beginning.StartsWith("PK\x05\x06"u8))
            return ArchiveFormat.Zip;
        if (beginning.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return ArchiveFormat.GzipTar;
        if (beginning.StartsWith("BZh"u8))
            return ArchiveFormat.Bzip2Tar;
        return beginning.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? ArchiveFormat.XzTar : ArchiveFormat.Tar;
    }
}
