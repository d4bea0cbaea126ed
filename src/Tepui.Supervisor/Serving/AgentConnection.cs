using System;
using System.IO;
using System.Runtime.InteropServices;
using Tepui.Supervisor.Native;
using Tepui.Supervisor.Wire;

namespace Tepui.Supervisor.Serving;

/// <summary>The socket to the agent: frames that have arrived, and frames that wait to be sent.</summary>
internal sealed unsafe class AgentConnection(int fd) : IDisposable
{
    /// <summary>An agent that does not read is not listened to any more either.</summary>
    private const int UnsentLimit = 4 * 1024 * 1024;

    // Pinned, because posix_spawn is given pointers into it.
    private byte[] _received = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
    private int _start;
    private int _end;
    private int _wanted;

    public int Fd { get; } = fd;

    public bool Greeted { get; set; }

    public FrameWriter Output { get; } = new();

    /// <summary>What poll(2) should wait for.</summary>
    public short Events =>
        (short)((Output.Length < UnsentLimit ? Libc.PollIn : 0) | (Output.Length > 0 ? Libc.PollOut : 0));

    /// <summary>The next whole frame; it stays valid until the next <see cref="Receive"/>.</summary>
    public bool TryNext(out FrameReader frame)
    {
        bool whole = FrameReader.TryRead(_received.AsSpan(_start, _end - _start), out frame, out int size);
        if (whole)
            _start += size;
        else
            _wanted = size;
        return whole;
    }

    /// <summary>Takes what the kernel holds for us; false when the agent has closed the connection.</summary>
    public bool Receive()
    {
        MakeRoom();
        fixed (byte* buffer = &_received[_end])
        {
            nint count = Libc.Receive(Fd, buffer, (nuint)(_received.Length - _end), 0);
            if (count > 0)
                _end += (int)count;
            return count > 0 || (count < 0 && IsPassing(Marshal.GetLastPInvokeError()));
        }
    }

    /// <summary>Sends as much as the kernel takes; false when the agent is gone.</summary>
    public bool Send()
    {
        while (Output.Length > 0)
        {
            fixed (byte* bytes = Output.Written.Span)
            {
                nint count = Libc.Send(Fd, bytes, (nuint)Output.Length, Libc.NoSend);
                if (count < 0)
                    return IsPassing(Marshal.GetLastPInvokeError());
                Output.Consume((int)count);
            }
        }

        return true;
    }

    public void Dispose() => _ = Libc.Close(Fd);

    private static bool IsPassing(int error) => error is Libc.TryAgain or Libc.Interrupted;

    private void MakeRoom()
    {
        int held = _end - _start;
        if (_wanted > _received.Length)
        {
            if (_wanted > WireFormat.MaximumFrame + WireFormat.LengthSize)
                throw new InvalidDataException($"a frame of {_wanted} bytes");
            byte[] larger = GC.AllocateUninitializedArray<byte>(_wanted * 2, pinned: true);
            Buffer.BlockCopy(_received, _start, larger, 0, held);
            _received = larger;
        }
        else if (_start > 0)
        {
            Buffer.BlockCopy(_received, _start, _received, 0, held);
        }

        _start = 0;
        _end = held;
        _wanted = 0;
    }
}
