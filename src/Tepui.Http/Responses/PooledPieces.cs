using System;
using System.Buffers;
using System.Collections.Generic;

namespace Tepui.Http.Responses;

/// <summary>A body that is written before it is sent, in pooled pieces: however long it is, no large array is made for it.</summary>
public sealed class PooledPieces : IBufferWriter<byte>, IDisposable
{
    private const int PieceSize = 32 * 1024;

    private readonly List<(byte[] Bytes, int Count)> _full = [];
    private byte[] _current = [];
    private int _count;

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>What was written; not valid any more after the next write.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Written
    {
        get
        {
            foreach ((byte[] bytes, int count) in _full)
            {
                yield return bytes.AsMemory(0, count);
            }

            if (_count > 0)
            {
                yield return _current.AsMemory(0, _count);
            }
        }
    }

    public void Advance(int count)
    {
        _count += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _current.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _current.AsSpan(_count);
    }

    /// <summary>Everything as one array, for what is kept.</summary>
    public byte[] ToArray()
    {
        byte[] all = new byte[Length];
        int at = 0;
        foreach (ReadOnlyMemory<byte> piece in Written)
        {
            piece.CopyTo(all.AsMemory(at));
            at += piece.Length;
        }

        return all;
    }

    /// <summary>Forgets what was written, to be used again.</summary>
    public void Clear()
    {
        foreach ((byte[] bytes, _) in _full)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        _full.Clear();
        _count = 0;
        Length = 0;
    }

    public void Dispose()
    {
        Clear();
        if (_current.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_current);
            _current = [];
        }
    }

    private void Reserve(int sizeHint)
    {
        if (_current.Length - _count >= Math.Max(sizeHint, 1))
        {
            return;
        }

        if (_count > 0)
        {
            _full.Add((_current, _count));
        }
        else if (_current.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_current);
        }

        _current = ArrayPool<byte>.Shared.Rent(Math.Max(PieceSize, sizeHint));
        _count = 0;
    }
}
