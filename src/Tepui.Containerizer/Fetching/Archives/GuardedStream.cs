using System;
using System.IO;

namespace Tepui.Containerizer.Fetching.Archives;

/// <summary>
/// What an archive reader is given to read from. It bounds all that is read, and refuses the single long read by which a
/// reader takes a whole header record into memory: names are short.
/// </summary>
internal sealed class GuardedStream(Stream inner, Action<int> read, bool canSeek = false) : ForwardStream
{
    private const int LongestRead = 1 << 20;

    /// <summary>Nothing but zeros was read: what an archive without entries consists of.</summary>
    public bool IsBlank { get; private set; } = true;

    public override bool CanSeek => canSeek;

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
        IsBlank = IsBlank && !buffer[..count].ContainsAnyExcept((byte)0);
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
