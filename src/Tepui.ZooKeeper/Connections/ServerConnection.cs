using System;
using System.Buffers;
using System.IO;
using System.Threading.Channels;
using System.Threading.Tasks;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Connections;

/// <summary>
/// Sends frames in order and hands on those that come. It ends once, by itself or by <see cref="Close"/>; nothing is told after it.
/// </summary>
internal sealed class ServerConnection
{
    private readonly Handshake _handshake;
    private readonly Channel<byte[]> _outgoing = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Action<ServerConnection, byte[]> _received;
    private readonly Action<ServerConnection, string> _lost;

    /// <param name="received">Told each frame, in order; must not wait.</param>
    /// <param name="lost">Told the reason, at least once when the connection breaks.</param>
    public ServerConnection(Handshake handshake, Action<ServerConnection, byte[]> received, Action<ServerConnection, string> lost)
    {
        _handshake = handshake;
        _received = received;
        _lost = lost;
    }

    public ServerAddress Server => _handshake.Server;

    public void Start()
    {
        _ = ReceiveAsync();
        _ = SendAsync();
    }

    public void Send(byte[] frame) => _outgoing.Writer.TryWrite(frame);

    public void Close()
    {
        _outgoing.Writer.TryComplete();
        _handshake.Stream.Dispose();
    }

    private static string Describe(Exception exception) => exception is ObjectDisposedException ? "closed from here" : exception.Message;

    private async Task ReceiveAsync()
    {
        try
        {
            while (await _handshake.Frames.ReadAsync().ConfigureAwait(false) is { } frame)
                _received(this, frame);
            _lost(this, "the server closed it");
        }
        catch (Exception e) when (e is IOException or WireException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            _lost(this, Describe(e));
        }
    }

    private async Task SendAsync()
    {
        var batch = new ArrayBufferWriter<byte>();
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (_outgoing.Reader.TryRead(out byte[]? frame))
                    batch.Write(frame);
                await _handshake.Stream.WriteAsync(batch.WrittenMemory).ConfigureAwait(false);
                batch.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            _lost(this, Describe(e));
        }
    }
}
