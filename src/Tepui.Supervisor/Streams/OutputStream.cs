using System;
using System.Runtime.InteropServices;
using Tepui.Supervisor.Native;

namespace Tepui.Supervisor.Streams;

/// <summary>One stream of a container on its way from a pipe or a terminal into a file, and to readers.</summary>
/// <param name="fd">Read from, without blocking.</param>
/// <param name="kind">1 stdout, 2 stderr.</param>
internal sealed unsafe class OutputStream(int fd, byte kind, OutputFile file) : IDisposable
{
    private const int BytesWaiting = 0x541B; // FIONREAD
    private const uint MoveWithoutWaiting = 1 | 2;

    private bool _spliceRefused;

    public int Fd { get; private set; } = fd;

    public byte Kind => kind;

    /// <summary>The file is there before its container is.</summary>
    public void OpenFile()
    {
        if (!file.Open())
            file.Complain();
    }

    /// <summary>Moves what is there from a pipe to the file, so that a kill of this process in between loses nothing.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Move(byte[] buffer)
    {
        int waiting = 0;
        if (Libc.Control(Fd, BytesWaiting, &waiting) != 0 || waiting <= 0)
            return false;
        int to = file.Prepare(Math.Min(waiting, buffer.Length), out int room);
        if (to >= 0 && !_spliceRefused)
        {
            nint moved = Libc.Splice(Fd, null, to, null, (nuint)room, MoveWithoutWaiting);
            if (moved > 0)
                return true;
            int error = moved < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error is Libc.TryAgain or Libc.Interrupted)
                return false;
            _spliceRefused = error == Libc.InvalidArgument;
        }

        // A full disk, or a file system that cannot splice. A task is not held up for the sake of its log.
        ReadOnlySpan<byte> taken = Read(buffer.AsSpan(0, Math.Min(waiting, buffer.Length)));
        file.Write(taken);
        return taken.Length > 0;
    }

    /// <summary>Reads what is there and writes it to the file.</summary>
    public ReadOnlySpan<byte> Copy(byte[] buffer)
    {
        ReadOnlySpan<byte> taken = Read(buffer);
        file.Write(taken);
        return taken;
    }

    public void Dispose()
    {
        if (Fd >= 0)
            _ = Libc.Close(Fd);
        Fd = -1;
        file.Dispose();
    }

    private Span<byte> Read(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
            return buffer[..(int)Math.Max(0, Libc.Read(Fd, bytes, (nuint)buffer.Length))];
    }
}
