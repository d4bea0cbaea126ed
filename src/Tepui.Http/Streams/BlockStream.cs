using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tepui.Protocol.Codecs;

namespace Tepui.Http.Streams;

/// <summary>
/// A response that goes on and shares its bytes with others like it: what is sent are blocks, made once for all who get them
/// and never copied for one that waits. <see cref="Send"/> never waits; a reader that lets more than the limit pile up is cut off.
/// </summary>
public sealed class BlockStream
{
    /// <summary>Bytes that may wait for a slow reader. Readers who wait wait for the same blocks, so that many cost little more than one.</summary>
    public const int DefaultLimit = 32 * 1024 * 1024;

    /// <summary>Bytes handed to the server at once: what it takes it keeps a copy of.</summary>
    private const int SliceSize = 64 * 1024;

    private readonly HttpContext _context;
    private readonly MessageEncoding _encoding;
    private readonly int _limit;
    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _blocks = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<IEnumerable<ReadOnlyMemory<byte>>>? _beginning;
    private IEnumerator<ReadOnlyMemory<byte>>? _pieces;
    private long _waiting;
    private bool _open;
    private bool _writing;
    private bool _completed;
    private bool _broken;

    public BlockStream(HttpContext context, MessageEncoding encoding, int limit = DefaultLimit)
    {
        _context = context;
        _encoding = encoding;
        _limit = limit;
        Chunked = HttpProtocol.IsHttp11(context.Request.Protocol);
    }

    public MessageEncoding Encoding => _encoding;

    /// <summary>Whether blocks must be chunks (<see cref="ChunkFraming"/>).</summary>
    public bool Chunked { get; }

    /// <summary>The reader was too slow and is cut off.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Nothing sent from now on is written.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _broken || _completed;
            }
        }
    }

    /// <summary>
    /// Sends the head, then lets blocks through until <see cref="Complete"/>, the client goes away, or it is cut off.
    /// The handler returns when this completes.
    /// </summary>
    public async Task RunAsync()
    {
        HttpResponse response = _context.Response;
        response.StatusCode = 200;
        response.ContentType = MediaTypes.Of(_encoding);
        if (Chunked)
        {
            // Said by ourselves, the server leaves the body alone.
            response.Headers.TransferEncoding = "chunked";
        }

        _context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await using CancellationTokenRegistration aborted =
            _context.RequestAborted.UnsafeRegister(static stream => ((BlockStream)stream!).Break(), this);
        await response.StartAsync(_context.RequestAborted).ConfigureAwait(false);
        await response.BodyWriter.FlushAsync(_context.RequestAborted).ConfigureAwait(false);
        lock (_gate)
        {
            _open = true;
        }

        Flush();
        await _ended.Task.ConfigureAwait(false);
        if (!_completed || _broken)
        {
            // Whoever still reads must see that the stream broke off rather than ended well.
            _context.Abort();
        }
    }

    /// <summary>
    /// Sends what comes before all blocks: made piece by piece as the reader takes it, so that it may be as large as it is. Each
    /// piece is done with before the next is asked for.
    /// </summary>
    public void Begin(Func<IEnumerable<ReadOnlyMemory<byte>>> beginning)
    {
        lock (_gate)
        {
            _beginning = beginning;
        }
    }

    /// <summary>Keeps a block for the next <see cref="Flush"/>; nobody may change it any more. One sender at a time.</summary>
    public void Send(ReadOnlyMemory<byte> block)
    {
        lock (_gate)
        {
            if (_broken || _completed)
            {
                return;
            }

            _waiting += block.Length;
            if (_waiting <= _limit)
            {
                _blocks.Enqueue(block);
                return;
            }

            Overflowed = true;
        }

        Break();
    }

    /// <summary>Writes what was sent; does not wait for it.</summary>
    public void Flush()
    {
        bool beginning;
        lock (_gate)
        {
            if (!_open || _writing || _broken)
            {
                return;
            }

            _writing = true;
            beginning = _beginning is not null;
        }

        // Making a beginning may take long; whoever sends has others to serve.
        _ = beginning ? Task.Run(WriteAsync) : WriteAsync();
    }

    /// <summary>Ends the stream once everything sent before is written.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            if (_completed || _broken)
            {
                return;
            }

            _completed = true;
            if (Chunked)
            {
                _blocks.Enqueue(ChunkFraming.LastChunk.ToArray());
            }
        }

        Flush();
    }

    private void Break()
    {
        lock (_gate)
        {
            _broken = true;
            _blocks.Clear();
            _beginning = null;
        }

        _ended.TrySetResult();
    }

    private async Task WriteAsync()
    {
        PipeWriter writer = _context.Response.BodyWriter;
        int unflushed = 0;
        try
        {
            do
            {
                while (Next() is { } bytes)
                {
                    while (bytes.Length > SliceSize)
                    {
                        await FlushAsync(writer, bytes[..SliceSize]).ConfigureAwait(false);
                        bytes = bytes[SliceSize..];
                    }

                    // Small blocks go together.
                    writer.Write(bytes.Span);
                    unflushed += bytes.Length;
                    if (unflushed >= SliceSize)
                    {
                        unflushed = 0;
                        await FlushAsync(writer, default).ConfigureAwait(false);
                    }
                }

                if (unflushed > 0)
                {
                    unflushed = 0;
                    await FlushAsync(writer, default).ConfigureAwait(false);
                }
            }
            while (!Rest());
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
            Break();
        }
        catch (Exception exception)
        {
            // A fault of ours, in what makes the beginning: the request's handler has it told.
            _ended.TrySetException(exception);
            Break();
        }
        finally
        {
            _pieces?.Dispose();
        }
    }

    private async ValueTask FlushAsync(PipeWriter writer, ReadOnlyMemory<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            writer.Write(bytes.Span);
        }

        FlushResult flushed = await writer.FlushAsync(_context.RequestAborted).ConfigureAwait(false);
        if (flushed.IsCanceled || flushed.IsCompleted)
        {
            throw new OperationCanceledException();
        }
    }

    /// <summary>What is written next; null when that is nothing for now.</summary>
    private ReadOnlyMemory<byte>? Next()
    {
        Func<IEnumerable<ReadOnlyMemory<byte>>>? beginning;
        lock (_gate)
        {
            beginning = _beginning;
            _beginning = null;
        }

        _pieces = beginning?.Invoke().GetEnumerator() ?? _pieces;
        if (_pieces is not null)
        {
            if (_pieces.MoveNext())
            {
                return _pieces.Current;
            }

            _pieces.Dispose();
            _pieces = null;
        }

        lock (_gate)
        {
            if (!_blocks.TryDequeue(out ReadOnlyMemory<byte> block))
            {
                return null;
            }

            _waiting -= block.Length;
            return block;
        }
    }

    /// <summary>Ends writing until the next <see cref="Flush"/>; false when something came meanwhile.</summary>
    private bool Rest()
    {
        lock (_gate)
        {
            if (!_broken && (_blocks.Count > 0 || _beginning is not null))
            {
                return false;
            }

            _writing = false;
            if (_completed || _broken)
            {
                _ended.TrySetResult();
            }

            return true;
        }
    }
}
