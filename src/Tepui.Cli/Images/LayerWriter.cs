using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.Text;

namespace Tepui.Cli.Images;

/// <summary>
/// Writes one layer of an image: a tar whose bytes depend on its content only, so that the same files give the same layer.
/// A file that is added twice is written once; the folders above are added as they are needed.
/// </summary>
internal sealed class LayerWriter(Stream output) : IDisposable
{
    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly TarWriter _tar = new(output, TarEntryFormat.Ustar, leaveOpen: true);
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);

    /// <summary>Adds a file of this machine under a path of the image; a link is followed.</summary>
    public void File(string source, string target)
    {
        if (!Begin(target))
            return;
        using FileStream content = System.IO.File.OpenRead(source);
        UnixFileMode mode = System.IO.File.GetUnixFileMode(source).HasFlag(UnixFileMode.UserExecute) ? Readable | Executable : Readable;
        Write(TarEntryType.RegularFile, target, mode, content);
    }

    public void Text(string text, string target)
    {
        if (!Begin(target))
            return;
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        Write(TarEntryType.RegularFile, target, Readable, content);
    }

    public void Link(string target, string pointsTo)
    {
        if (Begin(target))
            Write(TarEntryType.SymbolicLink, target, Readable | Executable, content: null, pointsTo);
    }

    /// <summary>Adds an empty folder.</summary>
    /// <param name="mode">By default readable for all.</param>
    public void Directory(string target, UnixFileMode mode = Folder)
    {
        if (Begin(target))
            Write(TarEntryType.Directory, target + "/", mode, content: null);
    }

    public void Dispose() => _tar.Dispose();

    private bool Begin(string target)
    {
        if (!_added.Add(target))
            return false;
        if (Path.GetDirectoryName(target) is { Length: > 1 } above)
            Directory(above);
        return true;
    }

    private void Write(TarEntryType type, string target, UnixFileMode mode, Stream? content, string? link = null)
    {
        var entry = new UstarTarEntry(type, target.TrimStart('/'))
        {
            Mode = mode,
            ModificationTime = DateTimeOffset.UnixEpoch,
            Uid = 0,
            Gid = 0,
        };
        if (content is not null)
            entry.DataStream = content;
        if (link is not null)
            entry.LinkName = link;
        _tar.WriteEntry(entry);
    }
}
