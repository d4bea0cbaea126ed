using System;
using System.Buffers;
using System.Buffers.Binary;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.ZooKeeper.Wire;

/// <summary>Takes a stream apart into frames, each after its length of four bytes.</summary>
internal sealed class FrameReader(Stream stream)
{
    /// <summary>Far more than a node holds; the names of very many children may take some of it.</summary>
    public const int LongestFrame = 32 * 1024 * 1024;

    private const int LengthBytes = 4;

    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

    /// <returns>Null when the server closed the connection between two frames.</returns>
    /// <exception cref="WireException">It closed it within one, or announced a length that cannot be.</exception>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellation = default)
    {
        while (true)
        {
            ReadResult read = await _pipe.ReadAsync(cancellation).ConfigureAwait(false);
            if (TryTake(read.Buffer) is { } frame)
            {
                _pipe.AdvanceTo(read.Buffer.GetPosition(LengthBytes + frame.Length));
                return frame;
            }

            bool isEmpty = read.Buffer.IsEmpty;
            _pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                return isEmpty ? null : throw new WireException("the connection ended within a message");
        }
    }

    private static byte[]? TryTake(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < LengthBytes)
            return null;
        Span<byte> prefix = stackalloc byte[LengthBytes];
        buffer.Slice(0, LengthBytes).CopyTo(prefix);
        int length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (length is < 0 or > LongestFrame)
            throw new WireException($"a message of {length} bytes was announced: this may not be a ZooKeeper server");
        return buffer.Length - LengthBytes < length ? null : buffer.Slice(LengthBytes, length).ToArray();
    }
}
