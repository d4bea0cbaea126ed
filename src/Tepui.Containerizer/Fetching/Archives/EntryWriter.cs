using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;

namespace Tepui.Containerizer.Fetching.Archives;

/// <summary>Puts an archive's entries into the sandbox, whatever the format; refuses those that lead out of it.</summary>
internal sealed class EntryWriter(SandboxFolder sandbox, ExtractionBudget budget)
{
    /// <summary>No set-user, set-group or sticky bit is taken over: a file of root's must not become a way to be root.</summary>
    private const uint Permissions = 0x1FF;

    private const int BufferSize = 64 * 1024;

    /// <summary>Set at the end, so that a folder that may not be written can be filled.</summary>
    private readonly Dictionary<string, (EntryPath Path, uint Mode)> _folderModes = new(StringComparer.Ordinal);

    public static EntryPath PathOf(string name) =>
        EntryPath.Parse(name, out string fault)
            ?? throw new FetchException($"its entry '{Shown(name)}' {fault}: make the archive anew with names below one folder");

    public void Folder(EntryPath path, uint mode)
    {
        budget.TakeEntry();
        if (path.IsSandbox)
            return;
        sandbox.MakeDirectory(path);
        _folderModes[path.ToString()] = (path, mode & Permissions);
    }

    public void File(EntryPath path, uint mode, DateTimeOffset? modified, Stream? content)
    {
        budget.TakeEntry();
        using SafeFileHandle file = sandbox.CreateFile(path);
        if (content is not null)
            Copy(content, file);
        if (modified is { } time)
            System.IO.File.SetLastWriteTimeUtc(file, time.UtcDateTime);
        sandbox.Finish(file, path, mode & Permissions);
    }

    public void SymbolicLink(EntryPath path, string target)
    {
        budget.TakeEntry();
        if (!path.IsSandbox && !path.LinkStaysInside(target))
            throw new FetchException($"its link '{path}' points to '{Shown(target)}', out of the sandbox: make the archive anew without it");
        sandbox.MakeSymbolicLink(path, target);
    }

    public void HardLink(EntryPath path, string target)
    {
        budget.TakeEntry();
        EntryPath inside = EntryPath.Parse(target, out string fault)
            ?? throw new FetchException($"its hard link '{path}' points to '{Shown(target)}', which {fault}: make the archive anew without it");
        sandbox.MakeHardLink(path, inside);
    }

    public void Finish()
    {
        var deepestFirst = new List<(EntryPath Path, uint Mode)>(_folderModes.Values);
        deepestFirst.Sort(static (a, b) => b.Path.Parts.Count.CompareTo(a.Path.Parts.Count));
        foreach ((EntryPath path, uint mode) in deepestFirst)
            sandbox.SetDirectoryMode(path, mode);
    }

    private static void Copy(Stream content, SafeFileHandle file)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long offset = 0;
            for (int count; (count = content.Read(buffer, 0, BufferSize)) > 0; offset += count)
                RandomAccess.Write(file, buffer.AsSpan(0, count), offset);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A name out of an archive may hold anything, and goes into one line.</summary>
    private static string Shown(string name)
    {
        const int Longest = 200;
        string text = name.Length > Longest ? string.Concat(name.AsSpan(0, Longest), "...") : name;
        return string.Create(text.Length, text, static (shown, from) =>
        {
            for (int i = 0; i < shown.Length; i++)
                shown[i] = char.IsControl(from[i]) ? '?' : from[i];
        });
    }
}
