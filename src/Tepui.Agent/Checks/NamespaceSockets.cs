using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Tepui.Agent.Native;

namespace Tepui.Agent.Checks;

/// <summary>
/// Sockets of other network namespaces. A socket stays in the namespace that its maker was in, so one thread goes there, makes it and
/// comes back; whoever waits for it connects from anywhere.
/// </summary>
internal sealed class NamespaceSockets : IDisposable
{
    private const int NetworkNamespace = 0x40000000;

    private readonly BlockingCollection<Request> _requests = [];
    private readonly Lock _gate = new();
    private Thread? _thread;

    /// <param name="place">The namespace's path; null for the agent's own.</param>
    /// <exception cref="IOException">The namespace cannot be entered.</exception>
    public Task<Socket> OpenAsync(string? place, AddressFamily family, CancellationToken cancellation)
    {
        if (place is null)
            return Task.FromResult(Make(family));
        var request = new Request(place, family);
        lock (_gate)
        {
            _requests.Add(request, cancellation);
            if (_thread is null)
            {
                _thread = new Thread(Serve, maxStackSize: 256 * 1024) { IsBackground = true, Name = "namespaces" };
                _thread.Start();
            }
        }

        return request.Made.Task;
    }

    public void Dispose() => _requests.CompleteAdding();

    private static Socket Make(AddressFamily family) => new(family, SocketType.Stream, ProtocolType.Tcp);

    private void Serve()
    {
        using SafeFileHandle home = Open("/proc/thread-self/ns/net");
        foreach (Request request in _requests.GetConsumingEnumerable())
        {
            try
            {
                request.Made.SetResult(MakeIn(request, home));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException)
            {
                request.Made.SetException(e);
            }
        }
    }

    private static Socket MakeIn(Request request, SafeFileHandle home)
    {
        using SafeFileHandle place = Open(request.Place);
        Enter(place, request.Place);
        try
        {
            return Make(request.Family);
        }
        finally
        {
            // A thread that cannot come back must not make another socket: there is no sane way on.
            if (Libc.SetNamespace(home, NetworkNamespace) != 0)
                Environment.FailFast("a thread of the agent cannot return to the agent's own network namespace");
        }
    }

    private static void Enter(SafeFileHandle place, string path)
    {
        if (Libc.SetNamespace(place, NetworkNamespace) == 0)
            return;
        string why = Marshal.GetLastPInvokeErrorMessage();
        throw new IOException($"cannot enter the network namespace {path}: {why}; an agent needs root (CAP_SYS_ADMIN) for that");
    }

    private static SafeFileHandle Open(string path)
    {
        int descriptor = Libc.OpenToRead(path);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"cannot open the network namespace {path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private sealed record Request(string Place, AddressFamily Family)
    {
        public TaskCompletionSource<Socket> Made { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
