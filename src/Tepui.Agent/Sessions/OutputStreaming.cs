using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Agent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tepui.Containerizer.Streams;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Records;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Agent.Sessions;

/// <summary>
/// An answer that goes on: what a container writes, as ProcessIO records, and heartbeats between. It is written as fast as the
/// client reads, and read from the container as fast as it is written.
/// </summary>
internal sealed class OutputStreaming(HttpContext context, StreamMedia media, TimeProvider time, TimeSpan heartbeat)
{
    private readonly ArrayBufferWriter<byte> _record = new(1024);

    /// <summary>Ends with the container, or when the client has gone.</summary>
    public async Task RunAsync(ContainerOutput output)
    {
        CancellationToken gone = context.RequestAborted;
        HttpResponse response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = media.AcceptsStream ? MediaTypes.RecordIo : MediaTypes.Of(media.Accept);
        if (media.AcceptsStream)
            response.Headers[StreamMedia.MessageContentType] = MediaTypes.Of(media.Accept);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.StartAsync(gone);
        await response.BodyWriter.FlushAsync(gone);

        Task<OutputChunk?>? reading = null;
        try
        {
            while (true)
            {
                reading ??= output.ReadAsync(gone).AsTask();
                if (!await CameAsync(reading, gone))
                {
                    await WriteAsync(response.BodyWriter, Heartbeat(), gone);
                    continue;
                }

                OutputChunk? chunk = await reading;
                reading = null;
                if (chunk is not { } some)
                    return;
                await WriteAsync(response.BodyWriter, Data(some), gone);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // A client that still reads must see that this is no end.
            context.Abort();
        }
    }

    private static ProcessIO Data(OutputChunk chunk) => new()
    {
        Type = ProcessIO.Types.Type.Data,
        Data = new ProcessIO.Types.Data
        {
            Type = chunk.IsError ? ProcessIO.Types.Data.Types.Type.Stderr : ProcessIO.Types.Data.Types.Type.Stdout,
            Data_ = UnsafeByteOperations.UnsafeWrap(chunk.Bytes),
        },
    };

    private ProcessIO Heartbeat() => new()
    {
        Type = ProcessIO.Types.Type.Control,
        Control = new ProcessIO.Types.Control
        {
            Type = ProcessIO.Types.Control.Types.Type.Heartbeat,
            Heartbeat = new ProcessIO.Types.Control.Types.Heartbeat
            {
                Interval = new DurationInfo { Nanoseconds = heartbeat.Ticks * TimeSpan.NanosecondsPerTick },
            },
        },
    };

    /// <summary>False when a heartbeat is due first.</summary>
    private async Task<bool> CameAsync(Task reading, CancellationToken gone)
    {
        if (reading.IsCompleted)
            return true;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(gone);
        Task first = await Task.WhenAny(reading, Task.Delay(heartbeat, time, waiting.Token));
        await waiting.CancelAsync();
        return first == reading || gone.IsCancellationRequested;
    }

    private async ValueTask WriteAsync(PipeWriter body, ProcessIO message, CancellationToken gone)
    {
        _record.ResetWrittenCount();
        MessageCodec.Encode(media.Accept, message, _record);
        RecordIo.Write(_record.WrittenSpan, body);
        FlushResult flushed = await body.FlushAsync(gone);
        if (flushed.IsCompleted || flushed.IsCanceled)
            throw new OperationCanceledException(gone);
    }
}
