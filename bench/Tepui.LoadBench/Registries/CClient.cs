using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;

namespace Tepui.LoadBench.Registries;

/// <summary>ZooKeeper's own client in C (Debian's libzookeeper-mt2), which Mesos uses: what it takes there.</summary>
internal sealed partial class CClient : IDisposable
{
    private const string Library = "libzookeeper_mt.so.2";
    private const int Errors = 1;
    private const int Connected = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly nint _handle;

    private CClient(nint handle) => _handle = handle;

    /// <summary>Null where it is not installed.</summary>
    public static CClient? TryConnect(string address)
    {
        if (!NativeLibrary.TryLoad(Library, out _))
            return null;
        SetDebugLevel(Errors);
        var client = new CClient(Init(address, 0, 10_000, 0, 0, 0));
        for (var begun = Stopwatch.GetTimestamp(); State(client._handle) != Connected; Thread.Sleep(10))
        {
            if (Stopwatch.GetElapsedTime(begun) > Patience)
                throw new InvalidOperationException($"the client in C does not reach {address}");
        }

        return client;
    }

    public void Set(string path, byte[] data)
    {
        if (Set(_handle, path, data, data.Length, -1) is var code and not 0)
            throw new InvalidOperationException($"the client in C could not set {path}: error {code}");
    }

    public void Dispose() => _ = Close(_handle);

    [LibraryImport(Library, EntryPoint = "zoo_set_debug_level")]
    private static partial void SetDebugLevel(int level);

    [LibraryImport(Library, EntryPoint = "zookeeper_init", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Init(string address, nint watcher, int timeoutMilliseconds, nint clientId, nint context, int flags);

    [LibraryImport(Library, EntryPoint = "zoo_state")]
    private static partial int State(nint handle);

    [LibraryImport(Library, EntryPoint = "zoo_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(nint handle, string path, [In] byte[] data, int length, int version);

    [LibraryImport(Library, EntryPoint = "zookeeper_close")]
    private static partial int Close(nint handle);
}
