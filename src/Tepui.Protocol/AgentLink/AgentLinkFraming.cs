using System.Buffers;
using Google.Protobuf;
using Tepui.Internal.V1;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Records;

namespace Tepui.Protocol.AgentLink;

/// <summary>The link between master and agents: each frame after its length as a varint (see agent_link.proto).</summary>
public static class AgentLinkFraming
{
    /// <summary>What the agent asks the master's port to upgrade its connection to, and where.</summary>
    public const string UpgradeToken = "tepui-agent-link/1";
    public const string Path = "/tepui/agent-link";

    /// <summary>Raised with every change that an older side could not read.</summary>
    public const uint ProtocolVersion = 1;

    /// <summary>In bytes. A reregistration names all of an agent's tasks, so it is by far the largest frame.</summary>
    public const int DefaultMaxFrameSize = 64 * 1024 * 1024;

    private const int LongestLength = 5;

    public static void Write(AgentLinkFrame frame, IBufferWriter<byte> output)
    {
        var size = frame.CalculateSize();
        var header = output.GetSpan(LongestLength);
        var count = 0;
        for (var rest = (uint)size; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                header[count++] = (byte)rest;
                break;
            }

            header[count++] = (byte)(rest | 0x80);
        }

        output.Advance(count);
        frame.WriteTo(output);
    }

    /// <summary>
    /// Takes one whole frame off the front of the buffer; false, with the buffer as it was, when it is not all there yet.
    /// </summary>
    /// <exception cref="RecordException">A length that is none or larger than allowed, or bytes that are no frame.</exception>
    public static bool TryRead(
        ref ReadOnlySequence<byte> buffer,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AgentLinkFrame? frame,
        int maxFrameSize = DefaultMaxFrameSize)
    {
        frame = null;
        var reader = new SequenceReader<byte>(buffer);
        if (!TryReadLength(ref reader, maxFrameSize, out var length) || reader.Remaining < length)
        {
            return false;
        }

        var bytes = buffer.Slice(reader.Position, length);
        var decoded = MessageCodec.Decode<AgentLinkFrame>(MessageEncoding.Protobuf, bytes);
        if (!decoded.TryGet(out frame))
        {
            throw new RecordException("a frame of the agent link cannot be read: " + decoded.Error);
        }

        buffer = buffer.Slice(bytes.End);
        return true;
    }

    private static bool TryReadLength(ref SequenceReader<byte> reader, int maxFrameSize, out int length)
    {
        length = 0;
        ulong value = 0;
        for (var shift = 0; reader.TryRead(out var part); shift += 7)
        {
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                if (value > (ulong)maxFrameSize)
                {
                    throw new RecordException(
                        $"a frame of the agent link says it is {value} bytes long; at most {maxFrameSize} are allowed");
                }

                length = (int)value;
                return true;
            }

            if (shift >= 7 * (LongestLength - 1))
            {
                throw new RecordException("a frame of the agent link has a length of more than five bytes");
            }
        }

        return false;
    }
}
