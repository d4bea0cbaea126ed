using System;

namespace Tepui.Kernel.Allocation;

/// <summary>A set's scalars as indices and thousandths, worked out once and then added to many vectors.</summary>
internal sealed class QuantityDelta
{
    private int[] _indices = new int[8];
    private long[] _thousandths = new long[8];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    public void Add(int index, long thousandths)
    {
        if (Count == _indices.Length)
        {
            Array.Resize(ref _indices, Count * 2);
            Array.Resize(ref _thousandths, Count * 2);
        }

        _indices[Count] = index;
        _thousandths[Count++] = thousandths;
    }

    public void AddTo(ref long[] quantities)
    {
        for (var entry = 0; entry < Count; entry++)
        {
            var index = _indices[entry];
            if (index >= quantities.Length)
            {
                Array.Resize(ref quantities, Math.Max(4, index + 1));
            }

            quantities[index] += _thousandths[entry];
        }
    }
}
