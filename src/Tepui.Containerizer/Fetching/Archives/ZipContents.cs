using System;
using System.IO;
using System.IO.Compression;

namespace Tepui.Containerizer.Fetching.Archives;

internal static class ZipContents
{
    private const uint TypeMask = 0xF000;
    private const uint LinkType = 0xA000;
    private const uint FileType = 0x8000;
    private const uint FolderType = 0x4000;
    private const uint UsualFileMode = 0x1A4; // rw-r--r--
    private const uint UsualFolderMode = 0x1ED; // rwxr-xr-x
    private const int LongestTarget = 4096;

    /// <summary>The list of entries is taken into memory whole, at several times this size.</summary>
    private const long LongestList = 32 << 20;

    public static void Extract(FileStream file, EntryWriter writer, ExtractionBudget budget)
    {
        long listed = 0;
        bool listing = true;
        var guarded = new GuardedStream(
            file,
            count =>
            {
                listed += count;
                if (listing && listed > LongestList)
                    throw new FetchException("it lists too many files: unpack it in the task itself, with extract false");
            },
            canSeek: true);
        using var archive = new ZipArchive(guarded, ZipArchiveMode.Read, leaveOpen: true);
        var entries = archive.Entries;
        listing = false;
        foreach (ZipArchiveEntry entry in entries)
            Take(entry, writer, budget);
        writer.Finish();
    }

    private static void Take(ZipArchiveEntry entry, EntryWriter writer, ExtractionBudget budget)
    {
        // The upper half is a Unix mode where the archive was made on Unix, and 0 elsewhere.
        uint mode = (uint)entry.ExternalAttributes >> 16;
        uint type = mode & TypeMask;
        var path = EntryWriter.PathOf(entry.FullName);
        if (entry.FullName.EndsWith('/') || type == FolderType)
        {
            writer.Folder(path, mode == 0 ? UsualFolderMode : mode);
            return;
        }

        if (entry.IsEncrypted)
            throw new FetchException($"its entry '{path}' is encrypted, and a task has no password for it: make the archive anew without");
        if (type is not (0 or FileType or LinkType))
            throw new FetchException($"its entry '{path}' is a device or pipe, and only files, folders and links are unpacked: make the archive anew without it");
        using var content = new GuardedStream(entry.Open(), budget.Take);
        if (type == LinkType)
            writer.SymbolicLink(path, Target(content));
        else
            writer.File(path, mode == 0 ? UsualFileMode : mode, Modified(entry), content);
    }

    private static string Target(Stream content)
    {
        byte[] target = new byte[LongestTarget];
        int length = content.ReadAtLeast(target, LongestTarget, throwOnEndOfStream: false);
        return System.Text.Encoding.UTF8.GetString(target, 0, length);
    }

    private static DateTimeOffset? Modified(ZipArchiveEntry entry) => entry.LastWriteTime.Year > 1980 ? entry.LastWriteTime : null;
}
