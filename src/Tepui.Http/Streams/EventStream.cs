using System;
using System.Buffers;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tepui.Protocol.Codecs;

namespace Tepui.Http.Streams;

/// <summary>
/// A response that goes on: events as RecordIO records, one HTTP chunk each, in the encoding the client accepts.
/// <see cref="Send"/> never waits; a reader that lets more than the limit pile up is cut off.
/// </summary>
public sealed class EventStream
{
    /// <summary>Bytes that may wait for a slow reader.</summary>
    public const int DefaultLimit = 64 * 1024 * 1024;

    private readonly HttpContext _context;
    private readonly MessageEncoding _encoding;
    private readonly bool _chunked;
    private readonly BatchWriter _writer;
    private readonly ArrayBufferWriter<byte> _scratch = new(1024);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _open;
    private volatile bool _completed;

    public EventStream(HttpContext context, MessageEncoding encoding, int limit = DefaultLimit)
    {
        _context = context;
        _encoding = encoding;
        _chunked = HttpProtocol.IsHttp11(context.Request.Protocol);
        _writer = new BatchWriter(WriteAsync, limit, End);
    }

    /// <summary>The reader was too slow and is cut off.</summary>
    public bool Overflowed => _writer.Overflowed;

    /// <summary>
    /// Sends the head, then lets events through until <see cref="Complete"/>, the client goes away, or it is cut off.
    /// The handler returns when this completes.
    /// </summary>
    /// <param name="onStarted">Called once events may be sent; what was sent before is kept and follows the head.</param>
    public async Task RunAsync(Action? onStarted = null)
    {
        HttpResponse response = _context.Response;
        response.StatusCode = 200;
        response.ContentType = MediaTypes.Of(_encoding);
        if (_chunked)
        {
            // Said by ourselves, the server leaves the body alone.
            response.Headers.TransferEncoding = "chunked";
        }

        _context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await using CancellationTokenRegistration aborted =
            _context.RequestAborted.UnsafeRegister(static stream => ((EventStream)stream!).End(), this);

        // Starting only prepares the head; it is this that sends it.
        await response.StartAsync(_context.RequestAborted).ConfigureAwait(false);
        await response.BodyWriter.FlushAsync(_context.RequestAborted).ConfigureAwait(false);
        _open = true;
        onStarted?.Invoke();
        Flush();
        await _ended.Task.ConfigureAwait(false);
        await EndBodyAsync().ConfigureAwait(false);
    }

    /// <summary>Encodes an event and keeps it for the next <see cref="Flush"/>. One sender at a time.</summary>
    public void Send(IMessage message)
    {
        _scratch.ResetWrittenCount();
        MessageCodec.Encode(_encoding, message, _scratch);
        _writer.Gather(this, static (stream, output) => ChunkFraming.AppendRecord(output, stream._scratch.WrittenSpan, stream._chunked));
    }

    /// <summary>Writes what was sent since the last time; does not wait for it.</summary>
    public void Flush()
    {
        if (_open)
        {
            _writer.Flush();
        }
    }

    /// <summary>Ends the stream once everything sent before is written.</summary>
    public void Complete()
    {
        _completed = true;
        _ended.TrySetResult();
    }

    private void End() => _ended.TrySetResult();

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> batch) =>
        await _context.Response.BodyWriter.WriteAsync(batch, _context.RequestAborted).ConfigureAwait(false);

    private async Task EndBodyAsync()
    {
        if (!_completed || Overflowed || _context.RequestAborted.IsCancellationRequested)
        {
            // Whoever still reads must see that the stream broke off rather than ended well.
            _context.Abort();
            return;
        }

        if (_chunked)
        {
            _writer.Gather(0, static (_, output) => output.Write(ChunkFraming.LastChunk));
        }

        await _writer.DrainAsync().WaitAsync(_context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
