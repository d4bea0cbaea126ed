using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Files;
using Tepui.Containerizer.Users;

namespace Tepui.Containerizer.Fetching.Sandboxes;

/// <summary>
/// Writes below one folder and nowhere else: every step is taken from an open folder and follows no link, whatever lies there
/// already. What is made belongs to the owner. Any number of threads may use it.
/// </summary>
internal sealed class SandboxFolder : IDisposable
{
    private const uint NewDirectoryMode = 0x1ED; // rwxr-xr-x
    private const uint NewFileMode = 0x180; // rw-------

    private readonly SafeFileHandle _root;
    private readonly UserAccount? _owner;

    private SandboxFolder(string path, SafeFileHandle root, UserAccount? owner)
    {
        Path = path;
        _root = root;
        _owner = owner;
    }

    public string Path { get; }

    /// <exception cref="ContainerLaunchException">It cannot be opened or given to its owner.</exception>
    public static SandboxFolder Open(string path, UserAccount? owner)
    {
        SafeFileHandle root = Libc.Open(path, Libc.ReadOnly | Libc.DirectoryOnly | Libc.NoFollow | Libc.CloseOnExec, 0);
        if (!root.IsInvalid && (owner is null || Libc.ChangeOwner(root, owner.Uid, owner.Gid) == 0))
            return new SandboxFolder(path, root, owner);
        string reason = Marshal.GetLastPInvokeErrorMessage();
        root.Dispose();
        throw new ContainerLaunchException($"cannot write into the sandbox {path}: {reason}; see to --work_dir");
    }

    public void Dispose() => _root.Dispose();

    /// <summary>A new file for its owner alone until <see cref="Finish"/>; a file or link of the name is replaced.</summary>
    public SafeFileHandle CreateFile(EntryPath path)
    {
        using SafeFileHandle folder = Folder(path, make: true);
        MakeRoom(folder, path);
        SafeFileHandle file = Libc.OpenAt(
            folder, path.Name, Libc.ReadWrite | Libc.Create | Libc.Exclusive | Libc.NoFollow | Libc.CloseOnExec, NewFileMode);
        return file.IsInvalid ? throw Failure("cannot make", path) : file;
    }

    /// <summary>Sets the mode and gives the file to its owner.</summary>
    public void Finish(SafeFileHandle file, EntryPath path, uint mode)
    {
        if ((_owner is not null && Libc.ChangeOwner(file, _owner.Uid, _owner.Gid) != 0) || Libc.ChangeMode(file, mode) != 0)
            throw Failure("cannot set mode and owner of", path);
    }

    public SafeFileHandle OpenToRead(EntryPath path)
    {
        using SafeFileHandle folder = Folder(path, make: false);
        SafeFileHandle file = Libc.OpenAt(folder, path.Name, Libc.ReadOnly | Libc.NoFollow | Libc.NonBlocking | Libc.CloseOnExec, 0);
        return file.IsInvalid ? throw Failure("cannot read", path) : file;
    }

    /// <summary>For a log: made when it is missing, and given to its owner.</summary>
    public SafeFileHandle OpenToAppend(EntryPath path)
    {
        const uint Mode = 0x1A4; // rw-r--r--
        using SafeFileHandle folder = Folder(path, make: true);
        SafeFileHandle file = Libc.OpenAt(
            folder, path.Name, Libc.WriteOnly | Libc.Append | Libc.Create | Libc.NoFollow | Libc.NonBlocking | Libc.CloseOnExec, Mode);
        if (file.IsInvalid)
            throw Failure("cannot write", path);
        Finish(file, path, Mode);
        return file;
    }

    /// <summary>Takes the folder for the agent alone, and removes all that is in it. False when it is another user's.</summary>
    /// <exception cref="System.IO.IOException">Something stays.</exception>
    public bool TryMakeOwn()
    {
        const uint OwnerOnly = 0x1C0; // rwx------
        if (!FileStatus.TryRead(_root, out FileStatus status) || status.User != Libc.EffectiveUser() || Libc.ChangeMode(_root, OwnerOnly) != 0)
            return false;
        Volumes.FolderRemoval.Empty(_root, Path);
        return true;
    }

    /// <summary>One that is not there is no fault.</summary>
    public void RemoveFile(EntryPath path) => _ = Libc.RemoveAt(_root, path.Name, 0);

    public void MakeDirectory(EntryPath path) => Walk(path.Parts, path.Parts.Count, make: true).Dispose();

    public void SetDirectoryMode(EntryPath path, uint mode)
    {
        using SafeFileHandle folder = Walk(path.Parts, path.Parts.Count, make: false);
        Finish(folder, path, mode);
    }

    public void MakeSymbolicLink(EntryPath path, string target)
    {
        using SafeFileHandle folder = Folder(path, make: true);
        MakeRoom(folder, path);
        if (Libc.SymbolicLinkAt(target, folder, path.Name) != 0 ||
            (_owner is not null && Libc.ChangeOwnerAt(folder, path.Name, _owner.Uid, _owner.Gid) != 0))
        {
            throw Failure("cannot make the link", path);
        }
    }

    /// <summary>A link that is there already and leads there is no fault; what else has the name stays, and is one.</summary>
    public void MakeLinkOnce(EntryPath path, string target)
    {
        using SafeFileHandle folder = Folder(path, make: true);
        if (Libc.SymbolicLinkAt(target, folder, path.Name) == 0)
            return;
        int error = Marshal.GetLastPInvokeError();
        if (error != Libc.Exists)
            throw Failure("cannot make the link", path, error);
        if (Libc.TargetOfLinkAt(folder, path.Name) != target)
            throw new FetchException($"'{path}' is there already in the sandbox: choose another container_path, or another name for what is fetched");
    }

    /// <summary>Removes a link that leads there; that there is none is no fault.</summary>
    public void RemoveLink(EntryPath path, string target)
    {
        try
        {
            using SafeFileHandle folder = Folder(path, make: false);
            if (Libc.TargetOfLinkAt(folder, path.Name) == target)
                _ = Libc.RemoveAt(folder, path.Name, 0);
        }
        catch (FetchException)
        {
            // The folder it was in is gone, or is none any more.
        }
    }

    /// <summary>Only to a regular file: the name of a link, moved to another folder, would lead elsewhere.</summary>
    public void MakeHardLink(EntryPath path, EntryPath target)
    {
        using (SafeFileHandle file = OpenToRead(target))
        {
            if (!FileStatus.TryRead(file, out FileStatus status) || !status.IsRegular)
                throw new FetchException($"the archive's hard link '{path}' points to '{target}', which is no file: make the archive anew");
        }

        using SafeFileHandle from = Folder(target, make: false);
        using SafeFileHandle to = Folder(path, make: true);
        if (path.ToString() == target.ToString())
            return;
        MakeRoom(to, path);
        if (Libc.LinkAt(from, target.Name, to, path.Name, 0) != 0)
            throw Failure("cannot make the hard link", path);
    }

    /// <summary>Within the sandbox, in one step; a file or link of the name is replaced.</summary>
    public void Move(EntryPath from, EntryPath to)
    {
        using SafeFileHandle fromFolder = Folder(from, make: false);
        using SafeFileHandle toFolder = Folder(to, make: true);
        if (Libc.RenameAt(fromFolder, from.Name, toFolder, to.Name) != 0)
            throw Failure("cannot make", to);
    }

    /// <summary>Removes a folder of files; one that is not there is no fault.</summary>
    public void RemoveFolder(EntryPath path, IEnumerable<string> files)
    {
        using SafeFileHandle folder = Libc.OpenAt(
            _root, path.Name, Libc.ReadOnly | Libc.DirectoryOnly | Libc.NoFollow | Libc.CloseOnExec, 0);
        if (folder.IsInvalid)
            return;
        foreach (string file in files)
            _ = Libc.RemoveAt(folder, file, 0);
        _ = Libc.RemoveAt(_root, path.Name, Libc.RemoveDirectory);
    }

    private static FetchException Failure(string what, EntryPath path) => Failure(what, path, Marshal.GetLastPInvokeError());

    private static FetchException Failure(string what, EntryPath path, int error) => new(error switch
    {
        Libc.NotADirectory or Libc.TooManyLinks =>
            $"{what} '{path}' in the sandbox: a file or a link lies in its way, and links are not followed; change the archive or output_file",
        Libc.IsADirectory or Libc.Exists => $"{what} '{path}' in the sandbox: a folder lies there; change the archive or output_file",
        _ => $"{what} '{path}' in the sandbox: {Marshal.GetPInvokeErrorMessage(error)}",
    });

    /// <summary>The open folder that holds the entry.</summary>
    private SafeFileHandle Folder(EntryPath path, bool make)
    {
        if (path.IsSandbox)
            throw new FetchException("an entry names the sandbox itself, not a file in it: change the archive or output_file");
        return Walk(path.Parts, path.Parts.Count - 1, make);
    }

    private SafeFileHandle Walk(IReadOnlyList<string> parts, int count, bool make)
    {
        SafeFileHandle current = Step(_root, ".", make: false, out int error);
        for (int i = 0; i < count && !current.IsInvalid; i++)
        {
            using SafeFileHandle above = current;
            current = Step(above, parts[i], make, out error);
        }

        return current.IsInvalid ? throw Failure("cannot use the folder of", EntryPath.Of([.. parts]), error) : current;
    }

    private SafeFileHandle Step(SafeFileHandle above, string name, bool make, out int error)
    {
        SafeFileHandle folder = Libc.OpenAt(above, name, Libc.ReadOnly | Libc.DirectoryOnly | Libc.NoFollow | Libc.CloseOnExec, 0);
        error = Marshal.GetLastPInvokeError();
        if (!folder.IsInvalid || !make || error != Libc.NoSuchEntry)
            return folder;
        bool made = Libc.MakeDirectoryAt(above, name, NewDirectoryMode) == 0;
        error = Marshal.GetLastPInvokeError();
        if (!made && error != Libc.Exists)
            return folder;
        folder = Step(above, name, make: false, out error);
        if (made && _owner is not null && !folder.IsInvalid)
            _ = Libc.ChangeOwner(folder, _owner.Uid, _owner.Gid);
        return folder;
    }

    /// <summary>What has the name goes, unless it is a folder: writing into it could reach what another name leads to.</summary>
    private static void MakeRoom(SafeFileHandle folder, EntryPath path)
    {
        if (Libc.RemoveAt(folder, path.Name, 0) != 0 && Marshal.GetLastPInvokeError() is not Libc.NoSuchEntry and var error)
            throw Failure("cannot make", path, error);
    }
}
