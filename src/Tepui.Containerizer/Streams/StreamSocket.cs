using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Supervisor.Wire;

namespace Tepui.Containerizer.Streams;

/// <summary>The socket to one container's streams, which the supervisor holds.</summary>
internal sealed class StreamSocket : IDisposable
{
    private const byte InputTaken = 2;

    private readonly Socket _socket;
    private readonly FrameWriter _writer = new();
    private byte[] _received = new byte[16 * 1024];
    private int _start;
    private int _end;

    private StreamSocket(Socket socket) => _socket = socket;

    /// <summary>Takes a frame's fields; the bytes it points at are valid until the next receive.</summary>
    public delegate T Reading<T>(ref FrameReader frame, ReadOnlyMemory<byte> rest);

    /// <exception cref="ContainerAttachException">It is refused, or nobody answers.</exception>
    public static async Task<StreamSocket> AttachAsync(
        string path, string containerId, bool isWriter, bool owns, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var attached = new StreamSocket(socket);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            await attached.SendAsync(
                MessageKind.Attach,
                (containerId, isWriter, owns),
                static (frame, what) =>
                {
                    frame.Text(what.containerId);
                    frame.Byte(what.isWriter ? (byte)1 : (byte)0);
                    frame.Boolean(what.owns);
                },
                cancellation);
            ContainerAttachException? refusal = await attached.ReceiveAsync<ContainerAttachException?>(
                static (ref frame, _) => frame.Kind == MessageKind.Attached ? null : Refusal(ref frame), cancellation);
            return refusal is null ? attached : throw refusal;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            attached.Dispose();

            // Nobody has listened since the machine started: no container has such streams.
            bool none = e is SocketException { SocketErrorCode: SocketError.AddressNotAvailable or SocketError.ConnectionRefused };
            throw new ContainerAttachException(
                none || !File.Exists(path) ? AttachProblem.NoSwitchboard : AttachProblem.Unreachable,
                none || !File.Exists(path) ? "no container has streams that one could attach to" : $"{path}: {e.Message}",
                e);
        }
        catch
        {
            attached.Dispose();
            throw;
        }
    }

    /// <summary>Sends one frame; one at a time.</summary>
    /// <exception cref="IOException">The other side is gone.</exception>
    public async ValueTask SendAsync<TState>(
        MessageKind kind, TState state, Action<FrameWriter, TState> write, CancellationToken cancellation)
    {
        _writer.Begin(kind, 0);
        write(_writer, state);
        _writer.End();
        try
        {
            ReadOnlyMemory<byte> rest = _writer.Written;
            while (rest.Length > 0)
                rest = rest[await _socket.SendAsync(rest, cancellation)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException("the container's streams are gone", e);
        }
        finally
        {
            _writer.Consume(_writer.Length);
        }
    }

    /// <summary>Waits for the next frame; one at a time.</summary>
    /// <exception cref="IOException">The other side is gone.</exception>
    public async ValueTask<T> ReceiveAsync<T>(Reading<T> read, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryRead(read, out T value, out int wanted))
                return value;
            MakeRoom(wanted);
            int count;
            try
            {
                count = await _socket.ReceiveAsync(_received.AsMemory(_end), cancellation);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                throw new IOException("the container's streams are gone", e);
            }

            if (count == 0)
                throw new IOException("the container's streams are gone");
            _end += count;
        }
    }

    public void Dispose() => _socket.Dispose();

    private static ContainerAttachException Refusal(ref FrameReader frame)
    {
        byte reason = frame.Byte();
        return new ContainerAttachException(
            reason == InputTaken ? AttachProblem.InputTaken : AttachProblem.NoSwitchboard, frame.Text());
    }

    private bool TryRead<T>(Reading<T> read, out T value, out int wanted)
    {
        value = default!;
        if (!FrameReader.TryRead(_received.AsSpan(_start, _end - _start), out FrameReader frame, out wanted))
            return false;
        var rest = new ReadOnlyMemory<byte>(_received, _start + WireFormat.HeaderSize, wanted - WireFormat.HeaderSize);
        _start += wanted;
        value = read(ref frame, rest);
        return true;
    }

    private void MakeRoom(int wanted)
    {
        int held = _end - _start;
        byte[] target = wanted > _received.Length ? new byte[wanted + 1024] : _received;
        Buffer.BlockCopy(_received, _start, target, 0, held);
        (_received, _start, _end) = (target, 0, held);
    }
}
