using System;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading;

namespace Tepui.Containerizer.Events;

/// <summary>
/// One thread that sleeps until the kernel tells something: by an event descriptor, or by changing a file that it makes up. It is
/// started by the first who wants to know; callbacks run on the thread pool.
/// </summary>
internal sealed unsafe class KernelEvents : IDisposable
{
    private const int MostEvents = 64;

    /// <summary>struct epoll_event has no gap on x86-64 only.</summary>
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private readonly ConcurrentDictionary<int, Action> _descriptors = [];
    private readonly ConcurrentDictionary<int, Action> _files = [];
    private readonly Lock _gate = new();
    private CountedEvent? _wake;
    private Thread? _thread;
    private int _poll = -1;
    private int _notifications = -1;
    private bool _disposed;

    /// <summary>Until what is returned is disposed, which must be before the descriptor is.</summary>
    /// <exception cref="ContainerLaunchException">The kernel refuses.</exception>
    public IDisposable Watch(CountedEvent counted, Action happened) => WatchDescriptor(counted.Descriptor, () =>
    {
        if (counted.Count() > 0)
            happened();
    });

    /// <summary>Tells once when there is something to read, or nobody is left to write; until what is returned is disposed.</summary>
    /// <returns>Null where the kernel refuses: it must be looked at now and then.</returns>
    public IDisposable? TryWatchDescriptor(int descriptor, Action happened) => Try(() => WatchDescriptor(descriptor, happened));

    private IDisposable WatchDescriptor(int descriptor, Action happened)
    {
        lock (_gate)
        {
            Start();
            _descriptors[descriptor] = happened;
            Register(descriptor);
            return new Registration(() =>
            {
                lock (_gate)
                {
                    _ = _descriptors.TryRemove(descriptor, out _);
                    if (!_disposed)
                        _ = EventCalls.ChangePoll(_poll, EventCalls.Remove, descriptor, null);
                }
            });
        }
    }

    /// <summary>Until what is returned is disposed.</summary>
    /// <exception cref="ContainerLaunchException">There is no such file, or the kernel refuses.</exception>
    public IDisposable WatchFile(string path, Action changed) => WatchPath(path, EventCalls.Modified, changed);

    /// <summary>Tells of files in it that were written or have come; until what is returned is disposed.</summary>
    /// <returns>Null where the kernel refuses: it must be looked at now and then.</returns>
    public IDisposable? TryWatchFolder(string path, Action changed) =>
        Try(() => WatchPath(path, EventCalls.Written | EventCalls.MovedHere, changed));

    private static IDisposable? Try(Func<IDisposable> watch)
    {
        try
        {
            return watch();
        }
        catch (ContainerLaunchException)
        {
            return null;
        }
    }

    private IDisposable WatchPath(string path, uint what, Action changed)
    {
        lock (_gate)
        {
            Start();
            int watch = EventCalls.AddWatch(_notifications, path, what);
            if (watch < 0)
                throw Refused($"changes of {path} cannot be watched");
            _files[watch] = changed;
            return new Registration(() =>
            {
                lock (_gate)
                {
                    if (_files.TryRemove(watch, out _) && !_disposed)
                        _ = EventCalls.RemoveWatch(_notifications, watch);
                }
            });
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        if (_thread is null)
            return;
        _wake!.Signal();
        _thread.Join();
        CloseAll();
    }

    private void CloseAll()
    {
        if (_poll >= 0)
            _ = EventCalls.Close(_poll);
        if (_notifications >= 0)
            _ = EventCalls.Close(_notifications);
        _wake?.Dispose();
    }

    private static ContainerLaunchException Refused(string what) => new($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");

    private void Start()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_thread is not null)
            return;
        _wake = new CountedEvent();
        _poll = EventCalls.CreatePoll(EventCalls.CloseOnExec);
        _notifications = EventCalls.CreateNotifications(EventCalls.CloseOnExec | EventCalls.NonBlocking);
        if (_poll < 0 || _notifications < 0)
        {
            ContainerLaunchException refused = Refused("the kernel's events cannot be listened to");
            CloseAll();
            throw refused;
        }

        Register(_wake.Descriptor);
        Register(_notifications);
        _thread = new Thread(Run) { IsBackground = true, Name = "kernel events" };
        _thread.Start();
    }

    private void Register(int descriptor)
    {
        byte* interest = stackalloc byte[16];
        *(uint*)interest = EventCalls.Readable;
        *(int*)(interest + DataOffset) = descriptor;
        if (EventCalls.ChangePoll(_poll, EventCalls.Add, descriptor, interest) != 0)
            throw Refused("an event cannot be listened to");
    }

    private void Run()
    {
        byte* events = stackalloc byte[MostEvents * 16];
        int size = DataOffset + sizeof(ulong);
        while (!_disposed)
        {
            int count = EventCalls.Wait(_poll, events, MostEvents, -1);
            if (count < 0 && Marshal.GetLastPInvokeError() != EventCalls.Interrupted)
                return;
            for (int i = 0; i < count; i++)
            {
                int descriptor = *(int*)(events + (i * size) + DataOffset);
                if (descriptor == _notifications)
                    ReadNotifications();
                else if (_descriptors.TryGetValue(descriptor, out Action? happened))
                    Quieten(descriptor, happened);
            }
        }
    }

    /// <summary>What is not read stays readable: once it has happened, the descriptor is listened to no more.</summary>
    private void Quieten(int descriptor, Action happened)
    {
        _ = EventCalls.ChangePoll(_poll, EventCalls.Remove, descriptor, null);
        _ = ThreadPool.UnsafeQueueUserWorkItem(static act => act(), happened, preferLocal: false);
    }

    private void ReadNotifications()
    {
        // struct inotify_event: watch, mask, cookie, length of the name, and the name.
        const int Head = 16;
        const int Length = 4096;
        byte* buffer = stackalloc byte[Length];
        nint read = EventCalls.Read(_notifications, buffer, Length);
        for (nint at = 0; at + Head <= read;)
        {
            var head = new ReadOnlySpan<byte>(buffer + at, Head);
            if (_files.TryGetValue(BinaryPrimitives.ReadInt32LittleEndian(head), out Action? changed))
                _ = ThreadPool.UnsafeQueueUserWorkItem(static act => act(), changed, preferLocal: false);
            at += Head + (nint)BinaryPrimitives.ReadUInt32LittleEndian(head[12..]);
        }
    }

    private sealed class Registration(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
