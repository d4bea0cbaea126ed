using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Tepui.Supervisor.Native;

namespace Tepui.Supervisor.Streams;

/// <summary>A Unix socket to attach to, in a folder that only we can enter.</summary>
internal static unsafe class Listener
{
    private const int UnixFamily = 1;
    private const int StreamType = 1;
    private const int PathSize = 108;

    /// <exception cref="IOException">It cannot be had.</exception>
    public static int Open(string path)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(path);
        if (bytes.Length >= PathSize)
            throw new IOException($"{path} is too long for a socket");
        byte* address = stackalloc byte[sizeof(ushort) + PathSize];
        new Span<byte>(address, sizeof(ushort) + PathSize).Clear();
        *(ushort*)address = UnixFamily;
        bytes.CopyTo(new Span<byte>(address + sizeof(ushort), PathSize));
        File.Delete(path);
        int fd = Libc.Socket(UnixFamily, StreamType | Libc.CloseOnExec | Libc.NonBlocking, 0);
        if (fd >= 0 && Libc.Bind(fd, address, sizeof(ushort) + PathSize) == 0 && Libc.Listen(fd, 64) == 0)
            return fd;
        string problem = Marshal.GetLastPInvokeErrorMessage();
        if (fd >= 0)
            _ = Libc.Close(fd);
        throw new IOException($"cannot listen on {path}: {problem}");
    }
}
