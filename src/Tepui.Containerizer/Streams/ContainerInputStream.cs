using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Supervisor.Wire;

namespace Tepui.Containerizer.Streams;

/// <summary>The input of a container. Leaving it closes nothing: another may come.</summary>
public sealed class ContainerInputStream : IDisposable
{
    private const int Most = 32 * 1024;

    private readonly StreamSocket _socket;

    private ContainerInputStream(StreamSocket socket, CancellationToken cancellation)
    {
        _socket = socket;
        Ended = WaitForEndAsync(cancellation);
    }

    /// <summary>Completes when the container has ended, or its streams were lost.</summary>
    public Task Ended { get; }

    /// <summary>Completes when the container has taken most of it. One call at a time.</summary>
    /// <exception cref="IOException">The container has ended.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (bytes.Length > 0)
        {
            ReadOnlyMemory<byte> part = bytes[..Math.Min(bytes.Length, Most)];
            bytes = bytes[part.Length..];
            await _socket.SendAsync(MessageKind.Input, part, static (frame, what) => frame.Bytes(what.Span), cancellation);
        }
    }

    /// <exception cref="IOException">The container has ended.</exception>
    public ValueTask ResizeAsync(ushort rows, ushort columns, CancellationToken cancellation) => _socket.SendAsync(
        MessageKind.Resize,
        (rows, columns),
        static (frame, size) =>
        {
            frame.UInt16(size.rows);
            frame.UInt16(size.columns);
        },
        cancellation);

    /// <summary>Says that no more input comes; a terminal takes no notice.</summary>
    /// <exception cref="IOException">The container has ended.</exception>
    public ValueTask CloseAsync(CancellationToken cancellation) =>
        _socket.SendAsync(MessageKind.CloseInput, 0, static (_, _) => { }, cancellation);

    public void Dispose() => _socket.Dispose();

    internal static async Task<ContainerInputStream> AttachAsync(string path, string containerId, CancellationToken cancellation) =>
        new(await StreamSocket.AttachAsync(path, containerId, isWriter: true, owns: false, cancellation), cancellation);

    private async Task WaitForEndAsync(CancellationToken cancellation)
    {
        try
        {
            _ = await _socket.ReceiveAsync(static (ref frame, _) => frame.Kind, cancellation);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Either way nobody reads any more.
        }
    }
}
