using System;
using System.Globalization;
using System.Runtime.InteropServices;
using Tepui.Supervisor.Native;

namespace Tepui.Supervisor.Streams;

/// <summary>
/// A file of a sandbox that a container's output goes into, with the older ones beside it as <c>NAME.1</c> (the youngest) and so on.
/// The sandbox belongs to the container: the directory is held open, no link is followed, and only a plain file is written.
/// </summary>
internal sealed unsafe class OutputFile(int directory, string name, FileLimit limit) : IDisposable
{
    private const int FromEnd = 2;
    private const uint FileMode = 0x1A4; // rw-r--r--

    private int _fd = -1;
    private uint _user;
    private uint _group;
    private bool _owned;
    private bool _complained;

    /// <summary>Says where to write so many bytes now: rotates when they do not fit any more.</summary>
    /// <param name="room">How many of them fit; all for a file without a limit.</param>
    /// <returns>A descriptor, or -1 when there is nowhere.</returns>
    public int Prepare(int wanted, out int room)
    {
        room = wanted;
        if (!Open())
            return -1;
        long size = Libc.Seek(_fd, 0, FromEnd);
        if (limit.Bytes == 0)
            return _fd;
        if (size > 0 && size + Math.Min(wanted, Environment.SystemPageSize) > limit.Bytes)
        {
            Rotate();
            size = 0;
            if (_fd < 0)
                return -1;
        }

        room = (int)Math.Min(wanted, limit.Bytes - size);
        return _fd;
    }

    /// <summary>Writes all of it; what the disk does not take is lost, as it is for a process that writes by itself and does not look.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int fd = Prepare(bytes.Length, out int room);
            nint written = -1;
            if (fd >= 0)
            {
                fixed (byte* pointer = bytes)
                    written = Libc.Write(fd, pointer, (nuint)room);
            }

            if (written <= 0)
            {
                if (fd >= 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted)
                    continue;
                Complain();
                return;
            }

            bytes = bytes[(int)written..];
        }
    }

    /// <summary>Says once that output is lost.</summary>
    public void Complain()
    {
        if (!_complained)
            Log.Line($"output for {name} is lost: {Marshal.GetLastPInvokeErrorMessage()}");
        _complained = true;
    }

    public void Dispose()
    {
        if (_fd >= 0)
            _ = Libc.Close(_fd);
        _fd = -1;
    }

    /// <summary>Makes it when it is missing.</summary>
    public bool Open() => _fd >= 0 || Open(0);

    private bool Open(int flags)
    {
        int fd = Libc.OpenAt(
            directory, name, Libc.WriteOnly | Libc.Create | Libc.NonBlocking | Libc.CloseOnExec | Libc.NoFollow | flags, FileMode);
        if (fd < 0)
            return false;
        if (!FileStatus.TryRead(fd, out FileStatus status) || !status.IsPlain)
        {
            _ = Libc.Close(fd);
            return false;
        }

        if (!_owned)
            (_user, _group, _owned) = (status.User, status.Group, true);
        else if (status.User != _user || status.Group != _group)
            _ = Libc.ChangeOwner(fd, _user, _group);
        _fd = fd;
        return true;
    }

    private void Rotate()
    {
        Dispose();
        for (int i = limit.Kept - 1; i >= 1; i--)
            _ = Libc.RenameAt(directory, Older(i), directory, Older(i + 1));
        if (limit.Kept > 0)
            _ = Libc.RenameAt(directory, name, directory, Older(1));
        else
            _ = Libc.UnlinkAt(directory, name, 0);
        if (!Open(Libc.Exclusive))
            Complain();
    }

    private string Older(int number) => string.Create(CultureInfo.InvariantCulture, $"{name}.{number}");
}
