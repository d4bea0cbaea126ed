using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Volumes;

namespace Tepui.Containerizer.Images.Layers;

/// <summary>
/// Writes below a layer's folder and nowhere else. Links among the folders of a path are followed as inside the container they would
/// be, with this folder for a root, which the kernel itself sees to (openat2, RESOLVE_IN_ROOT); the last step follows none.
/// </summary>
internal sealed class LayerFolder : IDisposable
{
    private const uint Permissions = 0xFFF; // with set-user, set-group and sticky
    private const uint UsualMode = 0x1ED; // rwxr-xr-x
    private const uint NewFileMode = 0x180; // rw-------

    private readonly string _path;
    private readonly SafeFileHandle _root;
    private readonly Dictionary<string, (EntryOwner Owner, int Depth)> _directories = new(StringComparer.Ordinal);
    private readonly HashSet<string> _whiteouts = new(StringComparer.Ordinal);
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);

    /// <summary>The folder of the last entry: most come in a row.</summary>
    private (string Path, SafeFileHandle Handle)? _last;

    private LayerFolder(string path, SafeFileHandle root)
    {
        _path = path;
        _root = root;
    }

    public static LayerFolder Open(string path)
    {
        SafeFileHandle root = Libc.Open(path, Libc.ReadOnly | Libc.DirectoryOnly | Libc.NoFollow | Libc.CloseOnExec, 0);
        return root.IsInvalid ? throw Failure("open", path) : new LayerFolder(path, root);
    }

    public void Dispose()
    {
        Forget();
        _root.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    public void MakeDirectory(EntryName place, EntryOwner owner)
    {
        if (!place.IsRoot)
        {
            SafeFileHandle folder = Folder(place.Folder);
            using SafeFileHandle there = Step(folder, place.Name);
            if (there.IsInvalid)
            {
                MakeRoom(folder, place);
                if (Libc.MakeDirectoryAt(folder, place.Name, UsualMode) != 0)
                    throw Failure("make", place.Path);

                // What lies below is removed by this very layer.
                if (_whiteouts.Remove(place.Path))
                    MakeOpaque(place.Path);
            }
        }

        _directories[place.Path] = (owner, place.Path.Split('/').Length);
    }

    public void MakeFile(EntryName place, EntryOwner owner, Stream? content, byte[]? capabilities)
    {
        SafeFileHandle folder = Folder(place.Folder);
        MakeRoom(folder, place);
        using SafeFileHandle file = Libc.OpenAt(
            folder, place.Name, Libc.WriteOnly | Libc.Create | Libc.Exclusive | Libc.NoFollow | Libc.CloseOnExec, NewFileMode);
        if (file.IsInvalid)
            throw Failure("make", place.Path);
        if (content is not null)
            Copy(content, file);
        File.SetLastWriteTimeUtc(file, owner.Modified.UtcDateTime);

        // Another owner takes the bits away that make a program another's, and its capabilities.
        if (Libc.ChangeOwner(file, owner.User, owner.Group) != 0 || Libc.ChangeMode(file, owner.Mode & Permissions) != 0)
            throw Failure("set the owner of", place.Path);
        if (capabilities is not null && !LayerCalls.SetAttribute(file, "security.capability", capabilities))
            throw Failure("set the capabilities of", place.Path);
    }

    public void MakeSymbolicLink(EntryName place, string target, EntryOwner owner)
    {
        SafeFileHandle folder = Folder(place.Folder);
        MakeRoom(folder, place);
        if (Libc.SymbolicLinkAt(target, folder, place.Name) != 0
            || Libc.ChangeOwnerAt(folder, place.Name, owner.User, owner.Group) != 0)
        {
            throw Failure("make the link", place.Path);
        }
    }

    public void MakeHardLink(EntryName place, EntryName target)
    {
        if (target.IsRoot)
            throw new InvalidDataException("a hard link leads to no file");
        using SafeFileHandle from = Duplicate(target.Folder);
        SafeFileHandle folder = Folder(place.Folder);
        if (target == place)
            return;
        MakeRoom(folder, place);
        if (Libc.LinkAt(from, target.Name, folder, place.Name, 0) != 0)
            throw Failure($"make a hard link to '{EntryName.Shown(target.Path)}' at", place.Path);
    }

    public void MakePipe(EntryName place, EntryOwner owner)
    {
        SafeFileHandle folder = Folder(place.Folder);
        MakeRoom(folder, place);
        if (!LayerCalls.MakePipe(folder, place.Name, owner.Mode & Permissions)
            || Libc.ChangeOwnerAt(folder, place.Name, owner.User, owner.Group) != 0)
        {
            throw Failure("make the pipe", place.Path);
        }
    }

    /// <summary>Hides what the layers below have of this name.</summary>
    public void MakeWhiteout(EntryName place)
    {
        if (place.Name is "" or "." or "..")
            throw new InvalidDataException("an entry removes nothing by name");
        SafeFileHandle folder = Folder(place.Folder);

        // It means the layers below only: what this one has itself stays.
        using (SafeFileHandle there = Step(folder, place.Name))
        {
            if (!there.IsInvalid)
            {
                MakeOpaque(place.Path);
                return;
            }
        }

        if (LayerCalls.MakeWhiteout(folder, place.Name))
            _ = _whiteouts.Add(place.Path);
        else if (Marshal.GetLastPInvokeError() != Libc.Exists)
            throw Failure("remove, as the layer says,", place.Path);
    }

    /// <summary>Hides all that the layers below have in a folder.</summary>
    public void MakeOpaque(string folder)
    {
        if (!LayerCalls.SetAttribute(Folder(folder), "trusted.overlay.opaque", "y"u8))
            throw Failure("hide what lies below", folder);
    }

    /// <summary>Modes and owners of folders come last, so that one that may not be written can be filled.</summary>
    public void Finish()
    {
        var deepestFirst = new List<KeyValuePair<string, (EntryOwner Owner, int Depth)>>(_directories);
        deepestFirst.Sort(static (a, b) => b.Value.Depth.CompareTo(a.Value.Depth));
        foreach ((string path, (EntryOwner owner, _)) in deepestFirst)
        {
            // It may have given way to something else since.
            using SafeFileHandle folder = LayerCalls.OpenInRoot(_root, path, noLinks: true);
            if (folder.IsInvalid)
                continue;
            if (Libc.ChangeOwner(folder, owner.User, owner.Group) != 0 || Libc.ChangeMode(folder, owner.Mode & Permissions) != 0)
                throw Failure("set the owner of", path);
        }

        Forget();
    }

    private static SafeFileHandle Step(SafeFileHandle folder, string name) =>
        Libc.OpenAt(folder, name, Libc.ReadOnly | Libc.DirectoryOnly | Libc.NoFollow | Libc.CloseOnExec, 0);

    private static IOException Failure(string what, string path) =>
        new($"cannot {what} '{EntryName.Shown(path)}': {Marshal.GetLastPInvokeErrorMessage()}");

    private void Copy(Stream content, SafeFileHandle file)
    {
        long offset = 0;
        for (int count; (count = content.Read(_buffer)) > 0; offset += count)
            RandomAccess.Write(file, _buffer.AsSpan(0, count), offset);
    }

    /// <summary>The open folder, made with all above it where it is missing; to be used before the next is asked for.</summary>
    private SafeFileHandle Folder(string path)
    {
        if (_last is { } last)
        {
            if (last.Path == path)
                return last.Handle;
            last.Handle.Dispose();
            _last = null;
        }

        SafeFileHandle handle = Find(path);
        _last = (path, handle);
        return handle;
    }

    private SafeFileHandle Duplicate(string path)
    {
        SafeFileHandle handle = LayerCalls.OpenInRoot(_root, path, noLinks: false);
        return handle.IsInvalid ? throw Failure("find the folder", path) : handle;
    }

    private SafeFileHandle Find(string path)
    {
        SafeFileHandle handle = LayerCalls.OpenInRoot(_root, path, noLinks: false);
        if (!handle.IsInvalid)
            return handle;
        if (Marshal.GetLastPInvokeError() != Libc.NoSuchEntry || path.Length == 0)
            throw Failure("use the folder", path);
        EntryName place = EntryName.Parse(path);
        using (SafeFileHandle above = Find(place.Folder))
        {
            if (Libc.MakeDirectoryAt(above, place.Name, UsualMode) != 0)
                throw Failure("make the folder", path);
        }

        handle = LayerCalls.OpenInRoot(_root, path, noLinks: false);
        return handle.IsInvalid ? throw Failure("use the folder", path) : handle;
    }

    /// <summary>What has the name goes, with all that is in it.</summary>
    private void MakeRoom(SafeFileHandle folder, EntryName place)
    {
        if (Libc.RemoveAt(folder, place.Name, 0) == 0 || Marshal.GetLastPInvokeError() == Libc.NoSuchEntry)
            return;
        using (SafeFileHandle there = Step(folder, place.Name))
        {
            if (there.IsInvalid)
                throw Failure("replace", place.Path);
            FolderRemoval.Empty(there, Path.Combine(_path, place.Path));
        }

        if (Libc.RemoveAt(folder, place.Name, Libc.RemoveDirectory) != 0)
            throw Failure("replace", place.Path);
    }

    private void Forget()
    {
        _last?.Handle.Dispose();
        _last = null;
    }
}
