using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Tepui.Supervisor.Native;

namespace Tepui.Supervisor.Streams;

/// <summary>
/// Moves the bytes of all containers that have streams, in a thread of its own, so that a slow disk delays no launch. The thread and
/// its socket come with the first such container.
/// </summary>
/// <param name="socket">Where one attaches; somebody else's is replaced, who must be dead.</param>
internal sealed unsafe partial class StreamLoop(string socket) : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private const int ReaderGraceMilliseconds = 5_000;
    private const int LookMilliseconds = 50;

    private readonly object _gate = new();
    private readonly List<ContainerStreams> _added = [];
    private readonly List<ContainerStreams> _ending = [];
    private readonly Queue<string> _abandoned = new();
    private readonly List<ContainerStreams> _containers = [];
    private readonly List<Attachment> _attached = [];
    private readonly List<object?> _polledFor = [];
    private readonly int _wake = Libc.EventFd(0, Libc.CloseOnExec | Libc.NonBlocking);
    private Libc.PollFd[] _polled = new Libc.PollFd[16];
    private byte[] _buffer = [];
    private int _listener = -1;
    private Thread? _thread;

    /// <summary>Readable when a container's streams are finished, or a session was left.</summary>
    public int Told { get; } = Libc.EventFd(0, Libc.CloseOnExec | Libc.NonBlocking);

    /// <summary>Begins, if it has not yet.</summary>
    /// <exception cref="IOException">There is no socket to attach to.</exception>
    public void Start()
    {
        if (_thread is not null)
            return;
        _buffer = new byte[BufferSize];
        _listener = Listener.Open(socket);
        _thread = new Thread(Run, 128 * 1024) { IsBackground = true, Name = "streams" };
        _thread.Start();
    }

    /// <summary>Takes a container's streams over; the loop has started.</summary>
    public void Add(ContainerStreams streams)
    {
        lock (_gate)
            _added.Add(streams);
        Signal(_wake);
    }

    /// <summary>All processes are gone: what they wrote is brought home, and <see cref="ContainerStreams.Finished"/> tells when.</summary>
    public void End(ContainerStreams streams)
    {
        lock (_gate)
            _ending.Add(streams);
        Signal(_wake);
    }

    /// <summary>Sessions whose reader has gone.</summary>
    public bool TryTakeAbandoned(out string id)
    {
        lock (_gate)
            return _abandoned.TryDequeue(out id!);
    }

    /// <summary>Forgets that it was told.</summary>
    public void Heard() => Forget(Told);

    public void Dispose()
    {
        if (_thread is not null)
            File.Delete(socket);
    }

    private static void Signal(int fd)
    {
        ulong one = 1;
        _ = Libc.Write(fd, (byte*)&one, sizeof(ulong));
    }

    private static void Forget(int fd)
    {
        ulong count;
        _ = Libc.Read(fd, (byte*)&count, sizeof(ulong));
    }

    private void Run()
    {
        while (true)
        {
            TakeNews();
            bool soon = EndSome();
            int count = Gather();
            fixed (Libc.PollFd* polled = _polled)
            {
                if (Libc.Poll(polled, (nuint)count, soon ? LookMilliseconds : -1) < 0)
                    continue;
            }

            for (int i = 2; i < count; i++)
            {
                if (_polled[i].Returned == 0)
                    continue;
                switch (_polledFor[i])
                {
                    case ContainerStreams container when container.IsTerminal || (_polled[i].Events & Libc.PollOut) != 0:
                        if ((_polled[i].Events & Libc.PollOut) != 0 && (_polled[i].Returned & ~Libc.PollIn) != 0)
                            container.GiveInput();
                        if ((_polled[i].Events & Libc.PollIn) != 0)
                            _ = PumpAll(container);
                        break;
                    case ContainerStreams container:
                        _ = PumpAll(container);
                        break;
                    case Attachment attachment:
                        Serve(attachment, _polled[i].Returned);
                        break;
                }
            }

            if (_polled[1].Returned != 0)
                Accept();
            SendAll();
        }
    }

    private void TakeNews()
    {
        Forget(_wake);
        lock (_gate)
        {
            _containers.AddRange(_added);
            _added.Clear();
            foreach (ContainerStreams ending in _ending)
            {
                ending.IsEnding = true;
                ending.Deadline = Environment.TickCount64 + ReaderGraceMilliseconds;
            }

            _ending.Clear();
        }
    }

    /// <summary>Brings home what ending containers have written; true when one has to be looked at again soon.</summary>
    private bool EndSome()
    {
        bool soon = false;
        for (int i = _containers.Count - 1; i >= 0; i--)
        {
            ContainerStreams container = _containers[i];
            if (!container.IsEnding)
                continue;
            if (Environment.TickCount64 >= container.Deadline)
                container.Waits = false;
            while (!IsHeldUp(container) && PumpAll(container))
            {
            }

            if (IsHeldUp(container))
            {
                soon = true;
                continue;
            }

            _containers.RemoveAt(i);
            Finish(container);
        }

        return soon;
    }

    private void Finish(ContainerStreams container)
    {
        container.Dispose();
        container.Finished = true;
        foreach (Attachment reader in container.Readers)
            TellEnd(reader);
        if (container.Writer is { } writer)
            TellEnd(writer);
        Signal(Told);
        SendAll();
    }

    private static bool IsHeldUp(ContainerStreams container)
    {
        if (container.Waits)
            return true;
        foreach (Attachment reader in container.Readers)
        {
            if (reader.IsFull)
                return true;
        }

        return false;
    }

    /// <summary>One helping of each stream; whether there was anything.</summary>
    private bool PumpAll(ContainerStreams container)
    {
        bool any = false;
        foreach (OutputStream output in container.Outputs)
        {
            if (!container.HasSwitchboard)
            {
                any |= output.Move(_buffer);
                continue;
            }

            ReadOnlySpan<byte> bytes = output.Copy(_buffer);
            any |= bytes.Length > 0;
            if (bytes.Length > 0)
                HandOut(container, output.Kind, bytes);
        }

        return any;
    }

    /// <summary>What poll(2) waits for: our own wake, the listener, the containers, and who is attached.</summary>
    private int Gather()
    {
        _polledFor.Clear();
        int count = 0;
        Ask(ref count, _wake, Libc.PollIn, null);
        Ask(ref count, _listener, Libc.PollIn, null);
        foreach (ContainerStreams container in _containers)
        {
            bool held = IsHeldUp(container);
            short input = (short)(container.InputLength > 0 ? Libc.PollOut : 0);
            foreach (OutputStream output in container.Outputs)
            {
                short events = (short)((held ? 0 : Libc.PollIn) | (container.IsTerminal ? input : 0));
                if (events != 0)
                    Ask(ref count, output.Fd, events, container);
            }

            if (!container.IsTerminal && input != 0)
                Ask(ref count, container.Input, input, container);
        }

        foreach (Attachment attachment in _attached)
            Ask(ref count, attachment.Connection.Fd, EventsOf(attachment), attachment);
        return count;
    }

    private void Ask(ref int count, int fd, short events, object? who)
    {
        if (_polled.Length <= count)
            Array.Resize(ref _polled, count * 2);
        _polled[count++] = new Libc.PollFd { Fd = fd, Events = events };
        _polledFor.Add(who);
    }
}
