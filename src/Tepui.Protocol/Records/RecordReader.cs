using System.Buffers;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Tepui.Protocol.Records;

/// <summary>The records of a stream, one after the other.</summary>
public static class RecordReader
{
    /// <summary>
    /// Every record as it comes. A record is valid until the next one is asked for.
    /// </summary>
    /// <exception cref="RecordException">A malformed length, a record that is too large, or an end inside a record.</exception>
    public static async IAsyncEnumerable<ReadOnlySequence<byte>> ReadAllAsync(
        PipeReader reader,
        int maxRecordSize = RecordIo.DefaultMaxRecordSize,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            while (RecordIo.TryRead(ref buffer, out var record, maxRecordSize))
            {
                yield return record;
            }

            if (result.IsCompleted)
            {
                if (!buffer.IsEmpty)
                {
                    throw new RecordException($"the stream ended inside a record, after {buffer.Length} bytes of it");
                }

                reader.AdvanceTo(buffer.End);
                yield break;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
