using System;
using System.IO;

namespace Tepui.Containerizer.Fetching.Archives;

/// <summary>
/// What an archive reader is given to read from. It bounds all that is read, and refuses the single long read by which a
/// reader takes a whole header record into memory: names are short.
/// </summary>
internal sealed class GuardedStream(Stream inner, Action<int> read, bool canSeek = false) : Stream
{
    private const int LongestRead = 1 << 20;

    public override bool CanRead => true;

    public override bool CanSeek => canSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length > LongestRead)
            throw new InvalidDataException("a header in it is longer than 1 MB");
        int count = inner.Read(buffer);
        read(count);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
