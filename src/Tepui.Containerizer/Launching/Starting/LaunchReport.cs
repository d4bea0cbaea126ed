using System;
using System.Buffers.Binary;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;

namespace Tepui.Containerizer.Launching.Starting;

/// <summary>A named pipe that the starter holds until the command runs, and to which it writes first what failed.</summary>
internal sealed unsafe partial class LaunchReport : IDisposable
{
    private const int ReadNonBlocking = 0x800;
    private const int PatienceMilliseconds = 50;
    private const int EntrySize = 16;
    private const uint OwnerOnly = 0x180; // rw-------

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
    public Task<(long Call, int Error)?> ReadAsync(Task ended) => Task.Run(() => Read(ended));

    public void Dispose()
    {
        _pipe.Dispose();
        File.Delete(Path);
    }

    private (long Call, int Error)? Read(Task ended)
    {
        byte* entry = stackalloc byte[EntrySize];
        while (true)
        {
            // Nobody has opened it yet, or it is open and nothing is in it.
            bool isOver = ended.IsCompleted;
            var wait = new Wait { Descriptor = (int)_pipe.DangerousGetHandle(), Events = 1 };
            int ready = Poll(&wait, 1, PatienceMilliseconds);
            if (ready == 0 && isOver)
                return null;
            if (ready <= 0)
                continue;
            nint length = ReadBytes(_pipe, entry, EntrySize);
            if (length == EntrySize)
            {
                var bytes = new ReadOnlySpan<byte>(entry, EntrySize);
                return (BinaryPrimitives.ReadInt64LittleEndian(bytes), (int)BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]));
            }

            if (length == 0)
                return null;
        }
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
    private static partial int Poll(Wait* waits, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadBytes(SafeFileHandle pipe, byte* buffer, nuint size);
}
