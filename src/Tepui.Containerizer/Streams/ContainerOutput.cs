using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Supervisor.Wire;

namespace Tepui.Containerizer.Streams;

/// <summary>What a container writes, from the moment of attaching on. Leaving it as its owner ends the container.</summary>
public sealed class ContainerOutput : IDisposable
{
    private readonly StreamSocket _socket;

    private ContainerOutput(StreamSocket socket) => _socket = socket;

    /// <summary>The next bytes, valid until the next call; null when all of its processes are gone and everything was read.</summary>
    /// <exception cref="IOException">The streams were lost.</exception>
    public ValueTask<OutputChunk?> ReadAsync(CancellationToken cancellation) => _socket.ReceiveAsync(Read, cancellation);

    public void Dispose() => _socket.Dispose();

    internal static async Task<ContainerOutput> AttachAsync(string path, string containerId, bool owns, CancellationToken cancellation) =>
        new(await StreamSocket.AttachAsync(path, containerId, isWriter: false, owns, cancellation));

    private static OutputChunk? Read(ref FrameReader frame, ReadOnlyMemory<byte> rest) => frame.Kind switch
    {
        MessageKind.Output => new OutputChunk(rest.Span[0] == 2, rest[1..]),
        MessageKind.End => null,
        _ => throw new IOException($"the supervisor sends {frame.Kind} among output"),
    };
}

/// <param name="IsError">It is stderr's.</param>
public readonly record struct OutputChunk(bool IsError, ReadOnlyMemory<byte> Bytes);
