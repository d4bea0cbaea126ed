using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Records;

namespace Tepui.Client.Http;

/// <summary>The events of one stream, one after the other, for one reader.</summary>
internal sealed class EventReader<TEvent> : IDisposable
    where TEvent : class, IMessage<TEvent>, new()
{
    private readonly Uri _server;
    private readonly MessageEncoding _encoding;
    private readonly int _maxRecordSize;
    private readonly PipeReader _reader;
    private readonly IAsyncEnumerator<TEvent> _events;
    private readonly CancellationTokenSource _closing = new();

    public EventReader(Uri server, MessageEncoding encoding, PipeReader reader, int maxRecordSize = RecordIo.DefaultMaxRecordSize)
    {
        _maxRecordSize = maxRecordSize;
        _server = server;
        _encoding = encoding;
        _reader = reader;
        _events = DecodeAsync(_closing.Token).GetAsyncEnumerator(CancellationToken.None);
    }

    public TEvent Current => _events.Current;

    /// <summary>On to the next event; completes at once when it is here already. Cancelling ends the stream.</summary>
    /// <exception cref="MesosException">The connection failed, or what came is no event.</exception>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static closing => ((CancellationTokenSource)closing!).Cancel(), _closing);
        try
        {
            return await _events.MoveNextAsync();
        }
        catch (MesosException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>The first event of a stream, which has to be there.</summary>
    public async Task<TEvent> FirstAsync(CancellationToken cancellationToken)
    {
        var isThere = await MoveNextAsync(cancellationToken);
        return isThere ? Current : throw new MesosException($"{_server.Authority} closed the stream before its first event");
    }

    public Task CloseAsync() => _closing.CancelAsync();

    public void Dispose() => _closing.Dispose();

    private async IAsyncEnumerable<TEvent> DecodeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var records = RecordReader.ReadAllAsync(_reader, _maxRecordSize, cancellationToken: cancellationToken)
            .GetAsyncEnumerator(CancellationToken.None);
        while (await TryMoveNextAsync(records))
        {
            var decoded = MessageCodec.Decode<TEvent>(_encoding, records.Current);
            yield return decoded.Message ?? throw new MesosException($"{_server.Authority} sent what is no event: {decoded.Error}");
        }
    }

    private async ValueTask<bool> TryMoveNextAsync(IAsyncEnumerator<ReadOnlySequence<byte>> records)
    {
        try
        {
            return await records.MoveNextAsync();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or RecordException
            or ObjectDisposedException or OperationCanceledException)
        {
            throw new MesosException($"the stream from {_server.Authority} broke: {exception.Message}", null, exception);
        }
    }
}
