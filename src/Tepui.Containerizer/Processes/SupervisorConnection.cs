using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Supervisor.Wire;

namespace Tepui.Containerizer.Processes;

/// <summary>What the supervisor answered: one number (pid, errno, or 1 when a refusal will pass), a text, or a listing.</summary>
/// <param name="Level">Of a Welcome.</param>
internal readonly record struct SupervisorReply(
    MessageKind Kind, int Number = 0, string? Text = null, IReadOnlyList<RecoveredContainer>? Containers = null, ushort Level = 0);

/// <summary>
/// One connection to a supervisor. Requests are pipelined: whoever writes while another write is under way leaves his
/// frame in the buffer, and the next write takes all that gathered.
/// </summary>
internal sealed class SupervisorConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly Action<IReadOnlyList<ContainerExit>> _onExits;
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, TaskCompletionSource<SupervisorReply>> _pending = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FrameWriter _gathering = new();
    private FrameWriter _sending = new();
    private bool _isSending;
    private bool _isClosed;
    private uint _lastRequest;
    private SupervisorReply? _refusal;

    public SupervisorConnection(Socket socket, Action<IReadOnlyList<ContainerExit>> onExits)
    {
        _socket = socket;
        _onExits = onExits;
        _ = ReceiveAsync();
    }

    /// <summary>As the supervisor's Welcome told it; 0 before.</summary>
    public int SupervisorPid { get; set; }

    /// <summary>As the supervisor's Welcome told it: see <see cref="WireFormat.Level"/>.</summary>
    public ushort Level { get; set; }

    /// <summary>Completes when the supervisor has gone or was left.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Sends one request.</summary>
    /// <param name="write">Writes the fields; what it throws is the caller's, and nothing is sent.</param>
    /// <exception cref="SupervisorLostException">The connection ended before the answer.</exception>
    public Task<SupervisorReply> RequestAsync<TState>(MessageKind kind, TState state, Action<FrameWriter, TState> write)
    {
        var reply = new TaskCompletionSource<SupervisorReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_refusal is { } refusal)
                return Task.FromResult(refusal);
            if (_isClosed)
                throw new SupervisorLostException();
            uint request = ++_lastRequest;
            _gathering.Begin(kind, request);
            try
            {
                write(_gathering, state);
                if (_gathering.FrameLength > WireFormat.MaximumFrame)
                    throw new ArgumentException($"it is longer than {WireFormat.MaximumFrame} bytes");
            }
            catch
            {
                _gathering.Abandon();
                throw;
            }

            _gathering.End();
            _pending.Add(request, reply);
            if (_isSending)
                return reply.Task;
            _isSending = true;
        }

        _ = SendAsync();
        return reply.Task;
    }

    public void Dispose() => Close();

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    if (_gathering.Length == 0 || _isClosed)
                    {
                        _isSending = false;
                        return;
                    }

                    (_gathering, _sending) = (_sending, _gathering);
                }

                ReadOnlyMemory<byte> rest = _sending.Written;
                while (rest.Length > 0)
                    rest = rest[await _socket.SendAsync(rest)..];
                _sending.Consume(_sending.Length);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A refusal may lie unread in the socket: the receiver reads what there is, comes to the end, and closes.
        }
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[16 * 1024];
        int held = 0;
        try
        {
            while (true)
            {
                int count = await _socket.ReceiveAsync(buffer.AsMemory(held));
                if (count == 0)
                    break;
                held += count;
                int used = Dispatch(buffer.AsSpan(0, held), out int wanted);
                held -= used;
                Buffer.BlockCopy(buffer, used, buffer, 0, held);
                if (wanted > buffer.Length || held == buffer.Length)
                    Array.Resize(ref buffer, Math.Max(wanted, buffer.Length * 2));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidDataException)
        {
            // The reader of Closed starts over; what was asked and not answered fails below.
        }

        Close();
    }

    private int Dispatch(ReadOnlySpan<byte> bytes, out int wanted)
    {
        int used = 0;
        while (FrameReader.TryRead(bytes[used..], out FrameReader frame, out wanted))
        {
            used += wanted;
            if (frame.Kind == MessageKind.Exits)
            {
                _onExits(ReadExits(ref frame));
                continue;
            }

            SupervisorReply reply = ReadReply(ref frame);
            TaskCompletionSource<SupervisorReply>? pending = null;
            lock (_gate)
            {
                // A refusal before any request was read carries no number: it answers those asked already and those to come.
                if (frame.Request == 0)
                    _refusal = reply;
                foreach (uint request in frame.Request == 0 ? [.. _pending.Keys] : (uint[])[frame.Request])
                {
                    _ = _pending.Remove(request, out pending);
                    _ = pending?.TrySetResult(reply);
                }
            }
        }

        return used;
    }

    private static SupervisorReply ReadReply(ref FrameReader frame) => frame.Kind switch
    {
        MessageKind.Launched or MessageKind.LaunchFailed => new SupervisorReply(frame.Kind, frame.Int32()),
        MessageKind.Welcome => ReadWelcome(ref frame),
        MessageKind.Refused => new SupervisorReply(frame.Kind, frame.Boolean() ? 1 : 0, frame.Text()),
        MessageKind.Listing => new SupervisorReply(frame.Kind, Containers: ReadListing(ref frame)),
        MessageKind.Done => new SupervisorReply(frame.Kind),
        _ => throw new InvalidDataException($"a message of unknown kind {(byte)frame.Kind}"),
    };

    private static SupervisorReply ReadWelcome(ref FrameReader frame)
    {
        // The version is ours, or it would be a Refused.
        _ = frame.UInt16();
        int pid = frame.Int32();
        return new SupervisorReply(MessageKind.Welcome, pid, Level: frame.IsAtEnd ? (ushort)0 : frame.UInt16());
    }

    private static RecoveredContainer[] ReadListing(ref FrameReader frame)
    {
        var containers = new RecoveredContainer[frame.Count()];
        for (int i = 0; i < containers.Length; i++)
        {
            string id = frame.Text();
            int pid = frame.Int32();
            bool ended = frame.Boolean();
            int? status = ReadStatus(ref frame);
            containers[i] = new RecoveredContainer(id, pid, ended ? new ContainerExit(id, status) : null);
        }

        return containers;
    }

    private static ContainerExit[] ReadExits(ref FrameReader frame)
    {
        var exits = new ContainerExit[frame.Count()];
        for (int i = 0; i < exits.Length; i++)
            exits[i] = new ContainerExit(frame.Text(), ReadStatus(ref frame));
        return exits;
    }

    private static int? ReadStatus(ref FrameReader frame)
    {
        bool known = frame.Boolean();
        int status = frame.Int32();
        return known ? status : null;
    }

    private void Close()
    {
        List<TaskCompletionSource<SupervisorReply>> lost;
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            lost = [.. _pending.Values];
            _pending.Clear();
        }

        _socket.Dispose();
        foreach (TaskCompletionSource<SupervisorReply> reply in lost)
            _ = reply.TrySetException(new SupervisorLostException());
        _closed.SetResult();
    }
}
