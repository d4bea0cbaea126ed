using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.Win32.SafeHandles;
using Tepui.Agent.Native;
using Tepui.Containerizer.Files;

namespace Tepui.Agent.Files;

/// <summary>Why a path of <c>/files/*</c> gives nothing.</summary>
internal enum FileFault
{
    None,

    /// <summary>404: no sandbox, or nothing in it.</summary>
    NotFound,

    /// <summary>400: it leads out of its sandbox.</summary>
    Outside,

    /// <summary>400: a file was wanted and this is a directory, or the reverse; or a device or pipe.</summary>
    WrongKind,
}

/// <summary>
/// A file or directory opened in a sandbox. What was opened, not what was asked for, is held against the sandbox's own
/// directory: links and races between check and use lead nowhere else.
/// </summary>
internal sealed class SandboxFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private SandboxFile(SafeFileHandle handle, FileStatus status, string path)
    {
        _handle = handle;
        Status = status;
        RealPath = path;
    }

    public FileStatus Status { get; }

    public SafeFileHandle Handle => _handle;

    /// <summary>Where it lies once every link is followed.</summary>
    public string RealPath { get; }

    /// <param name="above">What the root lies beneath, with a slash; or the root itself.</param>
    public static SandboxFile? Open(string above, string root, string path, out FileFault fault)
    {
        using SafeFileHandle? top = OpenHandle(root);
        SafeFileHandle? handle = top is null ? null : OpenHandle(path);
        if (top is null || handle is null)
        {
            fault = FileFault.NotFound;
            return null;
        }

        string realRoot = RealPathOf(top);
        string realPath = RealPathOf(handle);
        bool known = FileStatus.TryRead(handle, out FileStatus status);
        if (!known || !realRoot.StartsWith(above, StringComparison.Ordinal) || (realPath != realRoot && !realPath.StartsWith(realRoot + "/", StringComparison.Ordinal)))
        {
            fault = FileFault.Outside;
        }
        else if (!status.IsRegular && !status.IsDirectory)
        {
            fault = FileFault.WrongKind;
        }
        else
        {
            fault = FileFault.None;
            return new SandboxFile(handle, status, realPath);
        }

        handle.Dispose();
        return null;
    }

    /// <summary>What a directory holds, by name; of links the links themselves.</summary>
    public IReadOnlyList<(string Name, FileStatus Status)> List()
    {
        var entries = new List<(string, FileStatus)>();
        if (!Status.IsDirectory)
            return entries;
        foreach (string entry in Directory.EnumerateFileSystemEntries(RealPath))
        {
            if (FileStatus.TryRead(entry, out FileStatus status, follow: false))
                entries.Add((Path.GetFileName(entry), status));
        }

        entries.Sort((left, right) => string.CompareOrdinal(left.Item1, right.Item1));
        return entries;
    }

    public void Dispose() => _handle.Dispose();

    private static SafeFileHandle? OpenHandle(string path)
    {
        int descriptor = Libc.OpenToRead(path);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static string RealPathOf(SafeFileHandle handle) =>
        new FileInfo("/proc/self/fd/" + handle.DangerousGetHandle().ToInt32()).LinkTarget
            ?? throw new IOException("/proc is not mounted: files cannot be served");
}
