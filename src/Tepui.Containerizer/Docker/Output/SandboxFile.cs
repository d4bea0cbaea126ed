using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tepui.Containerizer.Docker.Output;

/// <summary>
/// A file of the sandbox that a container's output is appended to. The container may write to its sandbox: a link that it puts
/// there must not lead the agent to another file of the machine.
/// </summary>
internal sealed unsafe partial class SandboxFile : IDisposable
{
    private const int WriteOnly = 0x1;
    private const int Create = 0x40;
    private const int Append = 0x400;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int Mode = 0x1A4; // 0644

    // Its value differs between architectures.
    private static readonly int NoFollow = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    private readonly SafeFileHandle _handle;

    private SandboxFile(SafeFileHandle handle) => _handle = handle;

    public long Length => RandomAccess.GetLength(_handle);

    /// <summary>Opens it, and makes it when it is missing.</summary>
    /// <exception cref="SandboxWriteException">It cannot be opened, or is no plain file.</exception>
    public static SandboxFile Open(string directory, string name)
    {
        string path = Path.Combine(directory, name);
        int fd = OpenAt(path, WriteOnly | Create | Append | NonBlocking | CloseOnExec | NoFollow, Mode);
        if (fd < 0)
            throw new SandboxWriteException($"cannot write {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        var handle = new SafeFileHandle(fd, ownsHandle: true);
        if (!IsPlain(fd))
        {
            handle.Dispose();
            throw new SandboxWriteException($"cannot write {path}: it is no plain file");
        }

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

    private static bool IsPlain(int fd)
    {
        // struct statx is the same on every architecture: the mode lies at byte 28.
        const int EmptyPath = 0x1000;
        const int TypeMask = 0xF000;
        const int Regular = 0x8000;
        byte* status = stackalloc byte[256];
        return Status(fd, "", EmptyPath, 1, status) == 0 && (*(ushort*)(status + 28) & TypeMask) == Regular;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int fd, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int fd, byte* buffer, nuint length);
}
