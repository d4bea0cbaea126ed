using System;
using System.Collections.Generic;
using System.Text.Json;
using Tepui.Http.Responses;
using Tepui.Kernel.Master.Views;

namespace Tepui.Master.Endpoints.State;

/// <summary>
/// The items of one JSON list, part by part, from as many view lists as it is made of. Parts that were written before, and did
/// not change, are ready bytes.
/// </summary>
internal sealed class ListPieces<T>(ViewForm form, Action<Utf8JsonWriter, T> write)
{
    private long _kept;
    private bool _begun;

    /// <param name="writer">Parts that are not ready are written with it; what it has of its own must have been taken.</param>
    public IEnumerable<ReadOnlyMemory<byte>> Of(ViewList<T> list, PieceWriter writer)
    {
        for (int index = 0; index < list.PartCount; index++)
        {
            ViewPart<T> part = list.Part(index);
            if (part.Kept(form) is { } ready)
            {
                _kept += ready.Length;
                yield return Separated(ready);
                continue;
            }

            PooledPieces written = writer.Items((part, write), static (json, state) =>
            {
                foreach (ref readonly T item in state.part.Items)
                {
                    state.write(json, item);
                }
            });
            if (KeptParts.HasRoom(_kept))
            {
                byte[] bytes = written.ToArray();
                part.Keep(form, bytes);
                _kept += bytes.Length;
                yield return Separated(bytes);
                continue;
            }

            foreach (ReadOnlyMemory<byte> piece in written.Written)
            {
                yield return Separated(piece);
            }
        }
    }

    /// <summary>Without the comma before the list's first item.</summary>
    private ReadOnlyMemory<byte> Separated(ReadOnlyMemory<byte> items)
    {
        if (_begun)
        {
            return items;
        }

        _begun = true;
        return items[1..];
    }
}
