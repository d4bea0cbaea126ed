using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;
using Tepui.Containerizer.Files;

namespace Tepui.Containerizer.Docker.Output;

/// <summary>
/// A file of the sandbox that a container's output is appended to. The container may write to its sandbox: a link that it puts
/// there must not lead the agent to another file of the machine.
/// </summary>
internal sealed unsafe partial class SandboxFile : IDisposable
{
    private const uint Mode = 0x1A4; // 0644

    private readonly SafeFileHandle _handle;

    private SandboxFile(SafeFileHandle handle) => _handle = handle;

    public long Length => RandomAccess.GetLength(_handle);

    /// <summary>Its number on its device.</summary>
    public ulong Inode => FileStatus.TryRead(_handle, out FileStatus status) ? status.Inode : 0;

    /// <summary>Opens it, and makes it when it is missing.</summary>
    /// <exception cref="SandboxWriteException">It cannot be opened, or is no plain file.</exception>
    public static SandboxFile Open(string directory, string name)
    {
        string path = Path.Combine(directory, name);
        SafeFileHandle handle = Libc.Open(
            path, Libc.WriteOnly | Libc.Create | Libc.Append | Libc.NonBlocking | Libc.CloseOnExec | Libc.NoFollow, Mode);
        if (handle.IsInvalid)
            throw new SandboxWriteException($"cannot write {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        if (!FileStatus.TryRead(handle, out FileStatus status) || !status.IsRegular)
        {
            handle.Dispose();
            throw new SandboxWriteException($"cannot write {path}: it is no plain file");
        }

        return new SandboxFile(handle);
    }

    /// <summary>Makes one that is not there, which belongs to whom another one belongs to.</summary>
    /// <exception cref="SandboxWriteException">It cannot be made.</exception>
    public static SandboxFile Create(string path, SandboxFile like)
    {
        SafeFileHandle handle = Libc.Open(
            path, Libc.WriteOnly | Libc.Create | Libc.Exclusive | Libc.Append | Libc.CloseOnExec | Libc.NoFollow, Mode);
        if (handle.IsInvalid)
            throw new SandboxWriteException($"cannot make {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        if (FileStatus.TryRead(like._handle, out FileStatus status))
            _ = ChangeOwner(handle, status.User, status.Group);
        return new SandboxFile(handle);
    }

    /// <exception cref="SandboxWriteException">The disk is full, or worse.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            nint written;
            fixed (byte* pointer = bytes)
                written = Write((int)_handle.DangerousGetHandle(), pointer, (nuint)bytes.Length);
            if (written < 0 && Marshal.GetLastPInvokeError() != 4)
                throw new SandboxWriteException(Marshal.GetLastPInvokeErrorMessage());
            bytes = bytes[(int)Math.Max(0, written)..];
        }
    }

    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int fd, byte* buffer, nuint length);
}
