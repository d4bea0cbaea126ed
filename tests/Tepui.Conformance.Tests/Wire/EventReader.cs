using System;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using System.Threading.Tasks;
using Google.Protobuf;
using Tepui.Conformance.Tests.Language;
using Tepui.Protocol.Codecs;

namespace Tepui.Conformance.Tests.Wire;

/// <summary>Reads a stream of events: RecordIO, and each record in a chunk of its own, which existing clients count on.</summary>
internal sealed class EventReader<TEvent>
    where TEvent : class, IMessage<TEvent>, new()
{
    private readonly Channel<JsonNode> _events = Channel.CreateUnbounded<JsonNode>();

    public EventReader(HttpConnection connection, MessageEncoding encoding) => Ended = RunAsync(connection, encoding);

    public ChannelReader<JsonNode> Events => _events.Reader;

    /// <summary>Completes when the stream has ended.</summary>
    public Task Ended { get; }

    private async Task RunAsync(HttpConnection connection, MessageEncoding encoding)
    {
        try
        {
            while (await connection.ReadChunkAsync() is { } chunk)
            {
                _events.Writer.TryWrite(WireMessages.Decode<TEvent>(encoding, Record(chunk)));
            }

            _events.Writer.TryComplete();
        }
        catch (Exception exception)
        {
            _events.Writer.TryComplete(exception);
        }
    }

    private static ReadOnlySpan<byte> Record(byte[] chunk)
    {
        int newline = Array.IndexOf(chunk, (byte)'\n');
        if (newline < 0
            || !int.TryParse(chunk.AsSpan(0, newline), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            || length != chunk.Length - newline - 1)
        {
            throw new ScriptException($"a chunk of the stream is not one record: {Encoding.UTF8.GetString(chunk)}");
        }

        return chunk.AsSpan(newline + 1);
    }
}
