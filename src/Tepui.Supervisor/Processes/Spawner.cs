using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tepui.Supervisor.Native;
using Tepui.Supervisor.Streams;
using Tepui.Supervisor.Wire;

namespace Tepui.Supervisor.Processes;

/// <summary>Starts one process straight from the bytes of a Launch frame, which must not move meanwhile.</summary>
internal sealed unsafe class Spawner
{
    private const uint FileMode = 0x1A4; // rw-r--r--

    private byte** _pointers;
    private int _capacity;

    /// <summary>Reads path, directory, arguments and environment off the frame and starts the process.</summary>
    /// <returns>0 or an errno.</returns>
    public int Spawn(ref FrameReader frame, ulong mark, in ChildStreams streams, out int pid)
    {
        byte* path = Pointer(frame.TerminatedBytes());
        byte* directory = Pointer(frame.TerminatedBytes());
        int used = 0;
        int arguments = ReadPointers(ref frame, ref used);
        int environment = ReadPointers(ref frame, ref used);

        var actions = default(PosixSpawn.Actions);
        actions.Initialize();
        try
        {
            int error = actions.ChangeDirectory(directory);
            error = error != 0 ? error : streams.Terminal is null ? Open(ref actions, streams) : OpenTerminal(ref actions, streams.Terminal);
            error = error != 0 ? error : actions.CloseAllFrom(3);
            pid = 0;
            if (error != 0)
                return error;
            ulong before = ProcessMark.Set(mark);
            error = actions.Spawn(path, _pointers + arguments, _pointers + environment, out pid);
            _ = ProcessMark.Set(before);
            return error;
        }
        finally
        {
            actions.Destroy();
        }
    }

    private static int Open(ref PosixSpawn.Actions actions, in ChildStreams streams)
    {
        int error = streams.Input >= 0
            ? actions.Duplicate(streams.Input, 0)
            : actions.Open(0, Pointer("/dev/null\0"u8), PosixSpawn.ReadOnly, 0);
        error = error != 0 ? error : streams.Output >= 0
            ? actions.Duplicate(streams.Output, 1)
            : actions.Open(1, Pointer("stdout\0"u8), PosixSpawn.Append, FileMode);
        return error != 0 ? error : streams.Error >= 0
            ? actions.Duplicate(streams.Error, 2)
            : actions.Open(2, Pointer("stderr\0"u8), PosixSpawn.Append, FileMode);
    }

    /// <summary>The child has its session before it opens anything: the terminal it opens first is the one that controls it.</summary>
    private static int OpenTerminal(ref PosixSpawn.Actions actions, string path)
    {
        int error;
        fixed (byte* bytes = Encoding.UTF8.GetBytes(path + '\0'))
            error = actions.Open(0, bytes, Libc.ReadWrite, 0);
        error = error != 0 ? error : actions.Duplicate(0, 1);
        return error != 0 ? error : actions.Duplicate(0, 2);
    }

    private static byte* Pointer(ReadOnlySpan<byte> bytes) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));

    private int ReadPointers(ref FrameReader frame, ref int used)
    {
        int start = used;
        int count = frame.Count();
        if (_capacity < used + count + 1)
        {
            _capacity = used + count + 64;
            _pointers = (byte**)NativeMemory.Realloc(_pointers, (nuint)_capacity * (nuint)sizeof(byte*));
        }

        for (int i = 0; i < count; i++)
            _pointers[used++] = Pointer(frame.TerminatedBytes());
        _pointers[used++] = null;
        return start;
    }
}
