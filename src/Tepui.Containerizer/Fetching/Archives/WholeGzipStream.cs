using System;
using System.IO;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Tepui.Containerizer.Fetching.Archives;

/// <summary>
/// Unpacks gzip and notices when it ends too early, which GZipStream takes for an end like any other. A member with a mark is
/// put behind the file: only behind a whole one it is found.
/// </summary>
internal sealed class WholeGzipStream : ForwardStream
{
    private const int MarkLength = 32;

    private readonly byte[] _mark = RandomNumberGenerator.GetBytes(MarkLength);
    private readonly byte[] _held = new byte[MarkLength];
    private readonly GZipStream _plain;
    private int _heldCount;
    private bool _ended;

    public WholeGzipStream(Stream packed)
    {
        var mark = new MemoryStream();
        using (var gzip = new GZipStream(mark, CompressionLevel.NoCompression, leaveOpen: true))
            gzip.Write(_mark);
        mark.Position = 0;
        _plain = new GZipStream(new Concatenation(packed, mark), CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        while (!_ended)
        {
            int count = _plain.Read(buffer);
            if (count == 0)
            {
                _ended = true;
                if (_heldCount < MarkLength || !_held.AsSpan().SequenceEqual(_mark))
                    throw new InvalidDataException("it ends too early, or something else follows it");
            }
            else if (Delay(buffer[..count]) is > 0 and var ready)
            {
                return ready;
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _plain.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Keeps back the last bytes, which may be the mark, and gives as many of those before.</summary>
    private int Delay(Span<byte> read)
    {
        byte[] all = [.. _held.AsSpan(0, _heldCount), .. read];
        int ready = Math.Max(0, all.Length - MarkLength);
        ready = Math.Min(ready, read.Length);
        all.AsSpan(0, ready).CopyTo(read);
        _heldCount = all.Length - ready;
        all.AsSpan(ready).CopyTo(_held);
        return ready;
    }

    private sealed class Concatenation(Stream first, Stream second) : ForwardStream
    {
        public override int Read(Span<byte> buffer)
        {
            int count = first.Read(buffer);
            return count > 0 ? count : second.Read(buffer);
        }
    }
}
