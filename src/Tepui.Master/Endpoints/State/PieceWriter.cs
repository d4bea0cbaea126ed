using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using Tepui.Endpoints.Json;
using Tepui.Http.Responses;

namespace Tepui.Master.Endpoints.State;

/// <summary>Writes a long body of JSON: what it has is taken piece by piece, and ready bytes go between the pieces.</summary>
internal sealed class PieceWriter : IDisposable
{
    private readonly PooledPieces _text = new();
    private readonly PooledPieces _items = new();
    private readonly Utf8JsonWriter _itemWriter;

    public PieceWriter()
    {
        Json = new Utf8JsonWriter(_text, JsonBody.Options);
        _itemWriter = new Utf8JsonWriter(_items, JsonBody.Options);
    }

    public Utf8JsonWriter Json { get; }

    /// <summary>What was written since it was last taken; valid until more is written.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Take()
    {
        Json.Flush();
        foreach (ReadOnlyMemory<byte> piece in _text.Written)
        {
            yield return piece;
        }

        _text.Clear();
    }

    /// <summary>The bytes of list items, each with a comma before it; valid until the next ones are written.</summary>
    /// <param name="write">Writes the items as if they stood alone.</param>
    public PooledPieces Items<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        _items.Clear();
        _items.Write(","u8);
        _itemWriter.Reset(_items);
        write(_itemWriter, state);
        _itemWriter.Flush();
        return _items;
    }

    public void Dispose()
    {
        Json.Dispose();
        _itemWriter.Dispose();
        _text.Dispose();
        _items.Dispose();
    }
}
