using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Tepui.Supervisor.Native;

namespace Tepui.Supervisor.Streams;

/// <summary>
/// The streams of one container. The loop's thread has them from <see cref="StreamLoop.Add"/> on. The container's ends of pipes and
/// terminals are held open here too, so that an end shows by the container's processes being gone and not by a stream that closes.
/// </summary>
internal sealed class ContainerStreams(string id, bool isTerminal, bool isSession) : IDisposable
{
    /// <summary>Input that is taken off a socket before its container reads any.</summary>
    public const int InputLimit = 64 * 1024;

    private readonly List<int> _held = [];
    private byte[] _input = [];
    private int _inputLength;
    private bool _inputEnds;
    private volatile bool _finished;

    public string Id { get; } = id;

    public bool IsTerminal { get; } = isTerminal;

    public List<OutputStream> Outputs { get; } = [];

    /// <summary>Written to without blocking; -1 when it has no input, or its input has been closed.</summary>
    public int Input { get; set; } = -1;

    public bool HasSwitchboard { get; init; }

    public List<Attachment> Readers { get; } = [];

    public Attachment? Writer { get; set; }

    /// <summary>A session that nobody has read from yet: its output is left where it is.</summary>
    public bool Waits { get; set; } = isSession;

    /// <summary>All of its processes are gone; what is on its way is brought home.</summary>
    public bool IsEnding { get; set; }

    /// <summary>By when an ending session's reader must have come.</summary>
    public long Deadline { get; set; }

    /// <summary>Its files hold all that it wrote. Read by any thread.</summary>
    public bool Finished
    {
        get => _finished;
        set => _finished = value;
    }

    /// <summary>What is removed with it: the files of <see cref="FifoFolder"/>.</summary>
    public Action? Removed { get; set; }

    public int InputLength => _inputLength;

    /// <summary>Holds a descriptor open for as long as this is.</summary>
    public int Hold(int fd)
    {
        _held.Add(fd);
        return fd;
    }

    public void TakeInput(ReadOnlySpan<byte> bytes)
    {
        if (Input < 0 || _inputEnds)
            return;
        if (_input.Length - _inputLength < bytes.Length)
            Array.Resize(ref _input, Math.Max(4096, _inputLength + bytes.Length));
        bytes.CopyTo(_input.AsSpan(_inputLength));
        _inputLength += bytes.Length;
        GiveInput();
    }

    public void EndInput()
    {
        if (IsTerminal)
            return;
        _inputEnds = true;
        GiveInput();
    }

    /// <summary>Writes as much as the container takes.</summary>
    public unsafe void GiveInput()
    {
        if (Input < 0)
            return;
        int given = 0;
        while (given < _inputLength)
        {
            nint count;
            fixed (byte* bytes = &_input[given])
                count = Libc.Write(Input, bytes, (nuint)(_inputLength - given));
            if (count < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error == Libc.Interrupted)
                    continue;
                if (error == Libc.TryAgain)
                    break;

                // Nobody reads it any more.
                CloseInput();
                return;
            }

            given += (int)count;
        }

        _inputLength -= given;
        if (_inputLength > 0)
            Buffer.BlockCopy(_input, given, _input, 0, _inputLength);
        else if (_inputEnds)
            CloseInput();
    }

    public void Dispose()
    {
        CloseInput();
        foreach (OutputStream output in Outputs)
            output.Dispose();
        Outputs.Clear();
        foreach (int fd in _held)
            _ = Libc.Close(fd);
        _held.Clear();
        Removed?.Invoke();
        Removed = null;
    }

    private void CloseInput()
    {
        // A terminal's two directions are one descriptor, which its output closes.
        if (Input >= 0 && !IsTerminal)
            _ = Libc.Close(Input);
        Input = -1;
        _inputLength = 0;
        _input = [];
    }
}
