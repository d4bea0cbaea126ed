using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Tepui.Agent.Native;

namespace Tepui.Agent.Checks;

/// <summary>
/// Sockets of other network namespaces. A socket stays in the namespace that its maker was in, so one thread goes there, makes it and
/// comes back; whoever waits for it connects from anywhere. A thread begins in the namespace of the one that starts it, and the runtime
/// starts threads where it happens to want one: while the thread is away it makes no call but for the socket, and nothing of the runtime runs.
/// </summary>
internal sealed partial class NamespaceSockets : IDisposable
{
    private const int NetworkNamespace = 0x40000000;
    private const int StreamThatIsNotInherited = 1 | 0x80000;
    private const int NotEntered = -2;

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
        WarmUp(home);
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
        int descriptor = MakeIn(Number(place), Number(home), (int)FamilyOf(request.Family), out int error);
        if (descriptor >= 0)
            return new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
        string why = Marshal.GetPInvokeErrorMessage(error);
        throw new IOException(descriptor == NotEntered
            ? $"cannot enter the network namespace {request.Place}: {why}; an agent needs root (CAP_SYS_ADMIN) for that"
            : $"cannot make a socket in the network namespace {request.Place}: {why}");
    }

    /// <summary>
    /// Compiled once and for good: the runtime counts the calls of other code, and may start a thread when it has counted enough.
    /// </summary>
    /// <returns>The socket's descriptor, or one of the two below zero.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int MakeIn(int place, int home, int family, out int error)
    {
        error = 0;
        if (SetNamespace(place, NetworkNamespace) != 0)
        {
            error = Marshal.GetLastSystemError();
            return NotEntered;
        }

        int descriptor = MakeSocket(family, StreamThatIsNotInherited, 0);
        bool isBack = SetNamespace(home, NetworkNamespace) == 0;

        // A thread that cannot come back must not make another socket: there is no sane way on.
        if (!isBack)
            Environment.FailFast("a thread of the agent cannot return to the agent's own network namespace");
        if (descriptor < 0)
            error = Marshal.GetLastSystemError(); // A call that succeeds leaves it alone.
        return descriptor;
    }

    /// <summary>The kernel's number of an address family, which is not .NET's.</summary>
    private static KernelFamily FamilyOf(AddressFamily family) =>
        family == AddressFamily.InterNetworkV6 ? KernelFamily.Version6 : KernelFamily.Version4;

    private static int Number(SafeFileHandle handle) => handle.DangerousGetHandle().ToInt32();

    /// <summary>Everything that a trip needs is found and compiled before the first one.</summary>
    private static void WarmUp(SafeFileHandle home)
    {
        int descriptor = MakeIn(Number(home), Number(home), (int)KernelFamily.Version4, out _);
        if (descriptor >= 0)
            new SafeFileHandle(descriptor, ownsHandle: true).Dispose();
    }

    private static SafeFileHandle Open(string path)
    {
        int descriptor = Libc.OpenToRead(path);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"cannot open the network namespace {path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [SuppressGCTransition]
    [LibraryImport("libc", EntryPoint = "setns")]
    private static partial int SetNamespace(int place, int kind);

    [SuppressGCTransition]
    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial int MakeSocket(int family, int type, int protocol);

    private enum KernelFamily
    {
        Version4 = 2,
        Version6 = 10,
    }

    private sealed record Request(string Place, AddressFamily Family)
    {
        public TaskCompletionSource<Socket> Made { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
