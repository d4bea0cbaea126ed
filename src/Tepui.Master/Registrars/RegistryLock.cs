using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tepui.Master.Registrars;

/// <summary>
/// Keeps a second master out of a work directory (flock(2)): the file stays, the lock goes with the process however it ends. The file
/// says whose it is.
/// </summary>
internal sealed class RegistryLock : IDisposable
{
    private const uint Mode = 0x1a4; // rw-r--r--

    private readonly SafeFileHandle _file;

    private RegistryLock(SafeFileHandle file) => _file = file;

    /// <exception cref="RegistryException">Another master has it.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static RegistryLock Take(string directory)
    {
        string path = Path.Combine(directory, "registry.lock");
        int descriptor = Libc.Open(path, Libc.OpenOrCreate, Mode);
        if (descriptor < 0)
        {
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Libc.Lock(descriptor, Libc.LockAtOnce) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            string message = Marshal.GetLastPInvokeErrorMessage();
            string owner = error == Libc.WouldBlock ? ReadOwner(file) : "";
            file.Dispose();
            throw error == Libc.WouldBlock
                ? new RegistryException($"{directory}: another master ({owner}) works there: stop it, or give this one a --work_dir and a --port of its own")
                : new IOException($"{path}: {message}");
        }

        RandomAccess.SetLength(file, 0);
        RandomAccess.Write(file, Encoding.UTF8.GetBytes($"pid {Environment.ProcessId} on {Environment.MachineName}\n"), 0);
        return new RegistryLock(file);
    }

    /// <summary>The same, of a directory that may be missing yet and that holds no registry.</summary>
    /// <exception cref="RegistryException">Another master has it, or it cannot be made.</exception>
    public static RegistryLock TakeNew(string directory)
    {
        try
        {
            return Take(Directory.CreateDirectory(directory).FullName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException($"{directory}: cannot be used: {exception.Message} See --work_dir.", exception);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string ReadOwner(SafeFileHandle file)
    {
        byte[] bytes = new byte[256];
        string owner = Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(file, bytes, 0)).Trim();
        return owner.Length > 0 && !owner.Contains('\n', StringComparison.Ordinal) ? owner : "just starting";
    }
}
