using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Users;

namespace Tepui.Containerizer.Fetching.Archives;

/// <summary>Unpacks a file into the sandbox.</summary>
internal static class ArchiveExtractor
{
    private const int LongestMagic = 8;
    private const uint PlainFileMode = 0x1A4; // rw-r--r--

    /// <exception cref="FetchException">It is no archive, is damaged, or would write outside.</exception>
    public static async Task ExtractAsync(
        SandboxFolder sandbox, SafeFileHandle archive, string name, ArchiveKind kind, UserAccount? owner, Func<long, ExtractionBudget> budgetFor)
    {
        using var file = new FileStream(archive, FileAccess.Read, bufferSize: 64 * 1024);
        ExtractionBudget budget = budgetFor(file.Length);
        var writer = new EntryWriter(sandbox, budget);
        try
        {
            if (kind == ArchiveKind.Gzip)
                Gunzip(file, EntryPath.Of(name[..^".gz".Length]), writer, budget);
            else
                await ExtractAsync(file, writer, owner, budget);
        }
        catch (Exception e) when (e is not (FetchException or OperationCanceledException or OutOfMemoryException))
        {
            // What the readers throw over a malformed archive is not all documented.
            throw new FetchException($"it is damaged, or no archive as its name says ({e.Message}): make it anew, or fetch it with extract false", e);
        }
    }

    private static async Task ExtractAsync(FileStream file, EntryWriter writer, UserAccount? owner, ExtractionBudget budget)
    {
        switch (FormatOf(file))
        {
            case ArchiveFormat.Zip:
                ZipContents.Extract(file, writer, budget);
                break;
            case ArchiveFormat.Tar:
                Tar(file, writer, budget);
                break;
            case ArchiveFormat.GzipTar:
                using (var plain = new WholeGzipStream(file))
                    Tar(plain, writer, budget);
                break;
            case ArchiveFormat.Bzip2Tar:
                await ThroughAsync("bzip2", ["-dc"], file, writer, owner, budget);
                break;
            case ArchiveFormat.XzTar:
                await ThroughAsync("xz", ["-dc", "--memlimit-decompress=1GiB"], file, writer, owner, budget);
                break;
        }
    }

    private static ArchiveFormat FormatOf(FileStream file)
    {
        Span<byte> beginning = stackalloc byte[LongestMagic];
        int length = file.ReadAtLeast(beginning, LongestMagic, throwOnEndOfStream: false);
        file.Position = 0;
        return ArchiveNames.FormatOf(beginning[..length]);
    }

    private static async Task ThroughAsync(
        string program, string[] arguments, FileStream file, EntryWriter writer, UserAccount? owner, ExtractionBudget budget)
    {
        using ChildProgram child = ChildProgram.Start(program, arguments, owner, file, $"install the package that has it ({program}-utils or {program}), or use .tar.gz");
        try
        {
            Tar(child.Output, writer, budget);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            // When the program's output ended early, the program knows better why; when it goes on, the reader does.
            if (child.Output.ReadByte() < 0)
                await child.FinishAsync();
            throw;
        }

        await child.FinishAsync();
    }

    private static void Tar(Stream plain, EntryWriter writer, ExtractionBudget budget)
    {
        using var guarded = new GuardedStream(plain, budget.Take);
        TarArchive.Extract(guarded, writer);
    }

    private static void Gunzip(FileStream file, EntryPath path, EntryWriter writer, ExtractionBudget budget)
    {
        using var plain = new GuardedStream(new WholeGzipStream(file), budget.Take);
        writer.File(path, PlainFileMode, modified: null, plain);
    }
}
