using System;
using System.Formats.Tar;
using System.IO;

namespace Tepui.Containerizer.Fetching.Archives;

internal static class TarArchive
{
    private const uint UsualFolderMode = 0x1ED; // rwxr-xr-x

    /// <param name="content">Uncompressed; read to its end, so that a compressor's own check is done.</param>
    public static void Extract(GuardedStream content, EntryWriter writer)
    {
        using var reader = new TarReader(content, leaveOpen: true);
        bool empty = true;
        while (reader.GetNextEntry(copyData: false) is { } entry)
        {
            empty = false;
            Take(entry, writer);
        }

        // A header whose checksum is blank is an end to the reader, whatever else stands in it.
        if (empty && !content.IsBlank)
            throw new InvalidDataException("it holds no entries");
        writer.Finish();
        byte[] rest = new byte[16 * 1024];
        while (content.Read(rest) > 0)
        {
            // Padding.
        }
    }

    private static void Take(TarEntry entry, EntryWriter writer)
    {
        uint mode = (uint)entry.Mode;
        switch (entry.EntryType)
        {
            case TarEntryType.GlobalExtendedAttributes:
                break;
            case TarEntryType.Directory:
                writer.Folder(EntryWriter.PathOf(entry.Name), mode == 0 ? UsualFolderMode : mode);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile when IsSparse(entry):
                throw new FetchException($"its entry '{EntryWriter.PathOf(entry.Name)}' is a sparse file, which is not supported: make the archive anew without tar's -S");
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                writer.File(EntryWriter.PathOf(entry.Name), mode, entry.ModificationTime, entry.DataStream);
                break;
            case TarEntryType.SymbolicLink:
                writer.SymbolicLink(EntryWriter.PathOf(entry.Name), entry.LinkName);
                break;
            case TarEntryType.HardLink:
                writer.HardLink(EntryWriter.PathOf(entry.Name), entry.LinkName);
                break;
            default:
                throw new FetchException(
                    $"its entry '{EntryWriter.PathOf(entry.Name)}' is of type {entry.EntryType}, and only files, folders and links are unpacked: make the archive anew without it");
        }
    }

    private static bool IsSparse(TarEntry entry)
    {
        if (entry is not PaxTarEntry { ExtendedAttributes: var attributes })
            return false;
        foreach (string name in attributes.Keys)
        {
            if (name.StartsWith("GNU.sparse.", StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
