using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Threading;
using Google.Protobuf;
using Mesos.V1.Master;
using Tepui.Http.Streams;
using Tepui.Kernel.Master.Views;
using Tepui.Master.Endpoints.State;
using Tepui.Protocol.Codecs;

namespace Tepui.Master.Subscribers;

/// <summary>How a stream begins: SUBSCRIBED with the whole state, and a HEARTBEAT. Made once for all who joined together.</summary>
internal sealed class OperatorSnapshot
{
    private readonly MasterView _view;
    private readonly TimeSpan _heartbeatInterval;
    private readonly Lazy<ReadOnlyMemory<byte>[]>[] _bytes = new Lazy<ReadOnlyMemory<byte>[]>[4];

    public OperatorSnapshot(MasterView view, TimeSpan heartbeatInterval)
    {
        _view = view;
        _heartbeatInterval = heartbeatInterval;
        for (int i = 0; i < _bytes.Length; i++)
        {
            int kind = i;
            _bytes[i] = new Lazy<ReadOnlyMemory<byte>[]>(
                () => Make(kind % 2 == 0 ? MessageEncoding.Json : MessageEncoding.Protobuf, kind >= 2),
                LazyThreadSafetyMode.ExecutionAndPublication);
        }
    }

    /// <summary>The bytes as a stream takes them; made by the first who asks.</summary>
    public Func<IReadOnlyList<ReadOnlyMemory<byte>>> For(BlockStream stream)
    {
        Lazy<ReadOnlyMemory<byte>[]> bytes = _bytes[(stream.Encoding == MessageEncoding.Json ? 0 : 1) + (stream.Chunked ? 2 : 0)];
        return () => bytes.Value;
    }

    private ReadOnlyMemory<byte>[] Make(MessageEncoding encoding, bool chunked)
    {
        var record = new List<ReadOnlyMemory<byte>>();
        foreach (ReadOnlyMemory<byte> piece in encoding == MessageEncoding.Json ? Json() : Protobuf())
        {
            // A piece is good until the next is asked for, and the length goes before the first.
            record.Add(piece.ToArray());
        }

        var end = new ArrayBufferWriter<byte>(64);
        var heartbeat = new ArrayBufferWriter<byte>(32);
        MessageCodec.Encode(encoding, OperatorEvents.Heartbeat, heartbeat);
        ReadOnlyMemory<byte>[] framed = ChunkFraming.FrameRecord(record, chunked);
        ChunkFraming.AppendRecord(end, heartbeat.WrittenSpan, chunked);
        return [.. framed, end.WrittenMemory];
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

    private IEnumerable<ReadOnlyMemory<byte>> Protobuf()
    {
        var type = new Event { Type = Event.Types.Type.Subscribed };
        var interval = new Event.Types.Subscribed { HeartbeatIntervalSeconds = _heartbeatInterval.TotalSeconds };
        WireMessage subscribed = WireMessage.Of(
        [
            WireMessage.Field(Event.Types.Subscribed.GetStateFieldNumber, OperatorStateProtobuf.State(_view)),
            WireMessage.Of(interval.ToByteArray()),
        ]);
        return WireMessage.Of([WireMessage.Of(type.ToByteArray()), WireMessage.Field(Event.SubscribedFieldNumber, subscribed)]).Pieces;
    }
}
