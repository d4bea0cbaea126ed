using System.Buffers;
using System.Collections.Generic;
using Mesos.V1.Master;
using Tepui.Http.Streams;
using Tepui.Protocol.Codecs;

namespace Tepui.Master.Subscribers;

/// <summary>Subscribers who get the same bytes. Used by one thread at a time.</summary>
internal sealed class Audience(MessageEncoding encoding, bool chunked)
{
    private readonly List<BlockStream> _streams = [];
    private readonly ArrayBufferWriter<byte> _block = new(16 * 1024);
    private readonly ArrayBufferWriter<byte> _record = new(1024);

    public MessageEncoding Encoding => encoding;

    public bool Chunked => chunked;

    public int Count => _streams.Count;

    public void Append(Event message)
    {
        if (_streams.Count == 0)
        {
            return;
        }

        _record.ResetWrittenCount();
        MessageCodec.Encode(encoding, message, _record);
        ChunkFraming.AppendRecord(_block, _record.WrittenSpan, chunked);
    }

    public void Join(BlockStream stream, OperatorSnapshot snapshot)
    {
        Share();
        stream.Begin(() => snapshot.For(stream));
        _streams.Add(stream);
    }

    public void Leave(BlockStream stream)
    {
        Share();
        _streams.Remove(stream);
        stream.Complete();
    }

    /// <summary>Lets everything appended so far go to whoever is subscribed.</summary>
    public void Write()
    {
        Share();

        // One whose client went away while it began is never taken leave of.
        _streams.RemoveAll(static stream => stream.IsOver);
        foreach (BlockStream stream in _streams)
        {
            stream.Flush();
        }
    }

    private void Share()
    {
        if (_block.WrittenCount == 0)
        {
            return;
        }

        byte[] block = _block.WrittenSpan.ToArray();
        _block.ResetWrittenCount();
        foreach (BlockStream stream in _streams)
        {
            stream.Send(block);
        }
    }
}
