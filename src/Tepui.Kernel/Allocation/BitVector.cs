using System;

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

    internal int Touch() => _words.Length;

    public void Clear() => Array.Clear(_words);

    /// <summary>Whether an index is in this and in neither of the others.</summary>
    public bool HasAnyWithout(BitVector first, BitVector second)
    {
        for (var word = 0; word < _words.Length; word++)
        {
            if ((_words[word] & ~first.Word(word) & ~second.Word(word)) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private ulong Word(int index) => index < _words.Length ? _words[index] : 0;
}
