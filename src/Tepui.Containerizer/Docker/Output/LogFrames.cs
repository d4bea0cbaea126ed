using System;
using System.Buffers.Binary;

namespace Tepui.Containerizer.Docker.Output;

/// <summary>
/// Takes a container's two streams apart. A frame is the stream's number, three zeros, the length (u32, big-endian) and the bytes
/// (Engine API, "attach: stream format"); frames and headers may be cut anywhere.
/// </summary>
internal sealed class LogFrames
{
    public const int Stdout = 1;
    public const int Stderr = 2;

    private const int HeaderSize = 8;

    private readonly byte[] _header = new byte[HeaderSize];
    private int _headerLength;
    private long _left;

    public delegate void Sink(int stream, ReadOnlySpan<byte> bytes);

    public void Feed(ReadOnlySpan<byte> bytes, Sink sink)
    {
        while (bytes.Length > 0)
        {
            if (_left == 0)
            {
                int taken = Math.Min(HeaderSize - _headerLength, bytes.Length);
                bytes[..taken].CopyTo(_header.AsSpan(_headerLength));
                bytes = bytes[taken..];
                _headerLength += taken;
                if (_headerLength < HeaderSize)
                    return;
                _headerLength = 0;
                _left = BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(4));
                continue;
            }

            int length = (int)Math.Min(_left, bytes.Length);
            sink(_header[0], bytes[..length]);
            bytes = bytes[length..];
            _left -= length;
        }
    }
}
