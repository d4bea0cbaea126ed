using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using Google.Protobuf;
using Mesos.V1.Master;
using Tepui.Http.Streams;
using Tepui.Kernel.Master.Views;
using Tepui.Master.Endpoints.State;
using Tepui.Protocol.Codecs;

namespace Tepui.Master.Subscribers;

/// <summary>
/// How a stream begins: SUBSCRIBED with the whole state, and a HEARTBEAT. It is made for each as he reads, of a view that all who
/// joined together share: a thousand readers who are slow cost no thousand copies.
/// </summary>
internal sealed class OperatorSnapshot
{
    private readonly MasterView _view;
    private readonly TimeSpan _heartbeatInterval;
    private readonly Lazy<long> _jsonSize;

    public OperatorSnapshot(MasterView view, TimeSpan heartbeatInterval)
    {
        _view = view;
        _heartbeatInterval = heartbeatInterval;

        // A record's length goes before it, and how long JSON is shows when it is written: a first time only for that.
        _jsonSize = new Lazy<long>(() => Json().Sum(static piece => (long)piece.Length), LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>The bytes as a stream takes them, piece by piece.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> For(BlockStream stream)
    {
        bool json = stream.Encoding == MessageEncoding.Json;
        WireMessage? protobuf = json ? null : Protobuf();
        yield return ChunkFraming.RecordHead(protobuf?.Size ?? _jsonSize.Value, stream.Chunked);
        foreach (ReadOnlyMemory<byte> piece in protobuf?.Pieces ?? Json())
        {
            yield return piece;
        }

        var end = new ArrayBufferWriter<byte>(64);
        var heartbeat = new ArrayBufferWriter<byte>(32);
        MessageCodec.Encode(stream.Encoding, OperatorEvents.Heartbeat, heartbeat);
        end.Write(ChunkFraming.RecordEnd(stream.Chunked));
        ChunkFraming.AppendRecord(end, heartbeat.WrittenSpan, stream.Chunked);
        yield return end.WrittenMemory;
    }

    private IEnumerable<ReadOnlyMemory<byte>> Json()
    {
        yield return """{"type":"SUBSCRIBED","subscribed":{"get_state":"""u8.ToArray();
        foreach (ReadOnlyMemory<byte> piece in OperatorStateJson.State(_view))
        {
            yield return piece;
        }

        string seconds = _heartbeatInterval.TotalSeconds.ToString("0.0###", CultureInfo.InvariantCulture);
        yield return Encoding.ASCII.GetBytes($",\"heartbeat_interval_seconds\":{seconds}}}}}");
    }

    private WireMessage Protobuf()
    {
        var type = new Event { Type = Event.Types.Type.Subscribed };
        var interval = new Event.Types.Subscribed { HeartbeatIntervalSeconds = _heartbeatInterval.TotalSeconds };
        WireMessage subscribed = WireMessage.Of(
        [
            WireMessage.Field(Event.Types.Subscribed.GetStateFieldNumber, OperatorStateProtobuf.State(_view)),
            WireMessage.Of(interval.ToByteArray()),
        ]);
        return WireMessage.Of([WireMessage.Of(type.ToByteArray()), WireMessage.Field(Event.SubscribedFieldNumber, subscribed)]);
    }
}
