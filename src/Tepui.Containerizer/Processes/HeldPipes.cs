using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tepui.Containerizer.Processes;

/// <summary>
/// Holds the pipes of rotated output open, without reading them: what a container wrote last is not lost when it ends while one
/// supervisor has died and the next has not begun.
/// </summary>
internal sealed partial class HeldPipes(string directory) : IDisposable
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    private readonly Dictionary<string, SafeFileHandle[]> _held = new(StringComparer.Ordinal);

    /// <summary>Not thread-safe, as everything here.</summary>
    public void Hold(string containerId)
    {
        string path = Path.Combine(directory, "streams", containerId);
        if (containerId.Contains('/') || containerId.StartsWith('.'))
            return;
        if (_held.ContainsKey(containerId) || !File.Exists(path))
            return;
        _held[containerId] = [Open(path + ".stdout"), Open(path + ".stderr")];
    }

    public void Release(string containerId)
    {
        if (_held.Remove(containerId, out SafeFileHandle[]? handles))
            Array.ForEach(handles, handle => handle.Dispose());
    }

    public void Dispose()
    {
        foreach (string id in (string[])[.. _held.Keys])
            Release(id);
    }

    private static SafeFileHandle Open(string path) => new(OpenFile(path, NonBlocking | CloseOnExec), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);
}
