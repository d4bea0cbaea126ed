using System;
using System.Buffers.Binary;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Events;
using Tepui.Containerizer.Fetching.Sandboxes;

namespace Tepui.Containerizer.Launching.Starting;

/// <summary>A named pipe that the starter holds until the command runs, and to which it writes first what failed.</summary>
internal sealed partial class LaunchReport : IDisposable
{
    private const int ReadNonBlocking = 0x800;
    private const int EntrySize = 16;
    private const uint OwnerOnly = 0x180; // rw-------

    /// <summary>After which it is looked at all the same.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly SafeFileHandle _pipe;

    private LaunchReport(string path, SafeFileHandle pipe)
    {
        Path = path;
        _pipe = pipe;
    }

    public string Path { get; }

    /// <exception cref="ContainerLaunchException">It cannot be made.</exception>
    public static LaunchReport Create(string path)
    {
        if (MakePipe(path, OwnerOnly) != 0)
            throw Failure(path);
        SafeFileHandle pipe = Libc.Open(path, Libc.ReadOnly | Libc.CloseOnExec | ReadNonBlocking, 0);
        return pipe.IsInvalid ? throw Failure(path) : new LaunchReport(path, pipe);
    }

    /// <summary>Waits until the starter has become the command, or has failed.</summary>
    /// <param name="ended">Completes when it is gone.</param>
    /// <returns>The call that failed and its errno; null when it did all.</returns>
    public async Task<(long Call, int Error)?> ReadAsync(KernelEvents events, Task ended)
    {
        var wake = new Wake();
        using IDisposable? watching = events.TryWatchDescriptor((int)_pipe.DangerousGetHandle(), wake.Happened);
        while (true)
        {
            Task next = wake.Next;

            // Nobody has opened it yet, or it is open and nothing is in it.
            bool isOver = ended.IsCompleted;
            if (TryRead(out (long Call, int Error)? failure))
                return failure;
            if (isOver)
                return null;
            await Task.WhenAny(ended, next, Task.Delay(Patience));
        }
    }

    public void Dispose()
    {
        _pipe.Dispose();
        File.Delete(Path);
    }

    /// <summary>False as long as nobody has written to it and left it.</summary>
    private unsafe bool TryRead(out (long Call, int Error)? failure)
    {
        failure = null;
        byte* entry = stackalloc byte[EntrySize];
        var wait = new Wait { Descriptor = (int)_pipe.DangerousGetHandle(), Events = 1 };
        if (Poll(&wait, 1, 0) <= 0)
            return false;
        nint length = ReadBytes(_pipe, entry, EntrySize);
        if (length == EntrySize)
        {
            var bytes = new ReadOnlySpan<byte>(entry, EntrySize);
            failure = (BinaryPrimitives.ReadInt64LittleEndian(bytes), (int)BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]));
        }

        return length is EntrySize or 0;
    }

    private static ContainerLaunchException Failure(string path) =>
        new($"cannot make the pipe {path}: {Marshal.GetLastPInvokeErrorMessage()}; see to the runtime directory");

    [StructLayout(LayoutKind.Sequential)]
    private struct Wait
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(Wait* waits, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadBytes(SafeFileHandle pipe, byte* buffer, nuint size);
}
