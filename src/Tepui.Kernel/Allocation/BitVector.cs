using System;
using System.Numerics;

namespace Tepui.Kernel.Allocation;

/// <summary>A set of small indices that grows as needed, with whole words to work on.</summary>
internal sealed class BitVector
{
    private ulong[] _words = [];

    public ReadOnlySpan<ulong> Words => _words;

    public bool this[int index]
    {
        get => (uint)(index >> 6) < (uint)_words.Length && (_words[index >> 6] & (1UL << index)) != 0;
        set
        {
            if (index >> 6 >= _words.Length)
            {
                if (!value)
                {
                    return;
                }

                Array.Resize(ref _words, Math.Max((index >> 6) + 1, _words.Length * 2));
            }

            if (value)
            {
                _words[index >> 6] |= 1UL << index;
            }
            else
            {
                _words[index >> 6] &= ~(1UL << index);
            }
        }
    }

    public void Clear() => Array.Clear(_words);

    /// <summary>How many indices are in this and not in the other, counted no further than a limit.</summary>
    public int CountWithout(BitVector other, int limit)
    {
        var count = 0;
        for (var word = 0; word < _words.Length && count < limit; word++)
        {
            var bits = _words[word] & ~(word < other._words.Length ? other._words[word] : 0);
            count += BitOperations.PopCount(bits);
        }

        return count;
    }
}
