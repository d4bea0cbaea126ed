using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Http.Streams;
using Tepui.Internal.V1;
using Tepui.Protocol.AgentLink;
using Tepui.Protocol.Records;

namespace Tepui.Http.Links;

/// <summary>
/// One connection between a master and the agents behind one address: frames both ways, each after its length as a
/// varint. Either end uses it. <see cref="Send"/> never waits; what is sent while a write is under way goes out together.
/// </summary>
public sealed class AgentLink : IAsyncDisposable
{
    /// <summary>Bytes of a frame; a re-registration with all of an agent's tasks is the largest.</summary>
    public const int MaxFrameBytes = 256 * 1024 * 1024;

    private readonly Stream _stream;
    private readonly CancellationTokenSource _closed = new();
    private readonly BatchWriter _writer;

    public AgentLink(Stream stream, string remoteAddress, int limit = 512 * 1024 * 1024)
    {
        _stream = stream;
        RemoteAddress = remoteAddress;
        _writer = new BatchWriter(WriteAsync, limit, Close);
    }

    /// <summary>The other end's IP address.</summary>
    public string RemoteAddress { get; }

    /// <summary>Reads frames until the link closes, handing on together what came together.</summary>
    /// <exception cref="RecordException">What came is no frame; the message says why.</exception>
    public async Task RunAsync(Func<IReadOnlyList<AgentLinkFrame>, ValueTask> onFrames, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closed.Token);
        PipeReader reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        try
        {
            while (true)
            {
                ReadResult read = await reader.ReadAsync(either.Token).ConfigureAwait(false);
                ReadOnlySequence<byte> rest = read.Buffer;
                List<AgentLinkFrame>? frames = null;
                while (AgentLinkFraming.TryRead(ref rest, out AgentLinkFrame? frame, MaxFrameBytes))
                {
                    (frames ??= []).Add(frame);
                }

                reader.AdvanceTo(rest.Start, rest.End);
                if (frames is not null)
                {
                    await onFrames(frames).ConfigureAwait(false);
                }

                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException && either.IsCancellationRequested)
        {
            // Closed from this side.
        }
        catch (IOException)
        {
            // A connection that breaks is a connection that ends.
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
            Close();
        }
    }

    /// <summary>Keeps a frame for the next <see cref="Flush"/>. It is encoded at once and may be changed afterwards.</summary>
    public void Send(AgentLinkFrame frame) => _writer.Gather(frame, AgentLinkFraming.Write);

    /// <summary>Writes what was sent since the last time; does not wait for it.</summary>
    public void Flush() => _writer.Flush();

    /// <summary>Completes when everything sent is written, or the link is closed.</summary>
    public Task DrainAsync() => _writer.DrainAsync();

    /// <summary>Ends the link from this side; <see cref="RunAsync"/> returns.</summary>
    public void Close()
    {
        try
        {
            _closed.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Closed and gone already.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        await _stream.DisposeAsync().ConfigureAwait(false);
        _closed.Dispose();
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> batch)
    {
        await _stream.WriteAsync(batch, _closed.Token).ConfigureAwait(false);
        await _stream.FlushAsync(_closed.Token).ConfigureAwait(false);
    }
}
