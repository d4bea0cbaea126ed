using System;
using System.Buffers;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Http.Streams;

/// <summary>
/// Gathers what is to be written while an earlier write is under way, and then writes it all at once. Nobody waits for a
/// slow reader: when more than the limit is gathered, <see cref="Overflowed"/> is set and the rest is dropped.
/// </summary>
/// <param name="write">Writes and flushes; never called by two at once.</param>
/// <param name="limit">Bytes that may wait.</param>
/// <param name="onFailed">Told once, when a write failed or the limit was passed; the reader is to be cut off.</param>
public sealed class BatchWriter(Func<ReadOnlyMemory<byte>, ValueTask> write, int limit, Action onFailed)
{
    private const int KeptCapacity = 256 * 1024;

    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte> _gathered = new(1024);
    private ArrayBufferWriter<byte>? _spare;
    private TaskCompletionSource? _drained;
    private bool _writing;
    private bool _failed;

    /// <summary>More than the limit was gathered.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Adds bytes through the action; nothing is written before <see cref="Flush"/>.</summary>
    public void Gather<TState>(TState state, Action<TState, IBufferWriter<byte>> append)
    {
        lock (_gate)
        {
            if (_failed)
            {
                return;
            }

            append(state, _gathered);
            if (_gathered.WrittenCount <= limit)
            {
                return;
            }

            Overflowed = true;
            _failed = true;
        }

        onFailed();
    }

    /// <summary>Writes what was gathered, unless a write is under way that will take it along at its end.</summary>
    public void Flush()
    {
        while (TakeBatch() is { } batch)
        {
            ValueTask written;
            try
            {
                written = write(batch.WrittenMemory);
            }
            catch (Exception exception) when (IsConnectionFault(exception))
            {
                Fail();
                return;
            }

            if (!written.IsCompletedSuccessfully)
            {
                _ = FinishAsync(written, batch);
                return;
            }

            GiveBack(batch);
        }
    }

    /// <summary>Completes when all that was gathered is written, or writing has failed.</summary>
    public Task DrainAsync()
    {
        Flush();
        lock (_gate)
        {
            if (_failed || (!_writing && _gathered.WrittenCount == 0))
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    private static bool IsConnectionFault(Exception exception) =>
        exception is System.IO.IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException;

    private ArrayBufferWriter<byte>? TakeBatch()
    {
        lock (_gate)
        {
            if (_writing || _failed)
            {
                return null;
            }

            if (_gathered.WrittenCount == 0)
            {
                _drained?.TrySetResult();
                _drained = null;
                return null;
            }

            ArrayBufferWriter<byte> batch = _gathered;
            _gathered = _spare ?? new ArrayBufferWriter<byte>(1024);
            _spare = null;
            _writing = true;
            return batch;
        }
    }

    private async Task FinishAsync(ValueTask written, ArrayBufferWriter<byte> batch)
    {
        try
        {
            await written.ConfigureAwait(false);
        }
        catch (Exception exception) when (IsConnectionFault(exception))
        {
            Fail();
            return;
        }

        GiveBack(batch);
        Flush();
    }

    private void GiveBack(ArrayBufferWriter<byte> batch)
    {
        lock (_gate)
        {
            _writing = false;
            if (batch.Capacity <= KeptCapacity)
            {
                batch.ResetWrittenCount();
                _spare = batch;
            }
        }
    }

    private void Fail()
    {
        lock (_gate)
        {
            _writing = false;
            _drained?.TrySetResult();
            _drained = null;
            if (_failed)
            {
                return;
            }

            _failed = true;
        }

        onFailed();
    }
}
