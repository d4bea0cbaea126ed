using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Tepui.Containerizer.Isolation.Linux.Seccomp;

/// <summary>
/// A program of the classic Berkeley Packet Filter, written from its end to its start, so that the place of every target is known when
/// a jump to it is written. A place is how many instructions follow it, with its own.
/// </summary>
internal sealed class FilterProgram
{
    /// <summary>The kernel takes no more (BPF_MAXINSNS).</summary>
    public const int Most = 4096;

    private const ushort LoadWord = 0x20;
    private const ushort Mask = 0x54;
    private const ushort JumpAlways = 0x05;
    private const ushort ReturnValue = 0x06;
    private const int FarthestConditional = 255;
    private const int NearEnough = 200;

    private readonly List<(ushort Code, byte True, byte False, uint Value)> _reversed = [];
    private readonly Dictionary<uint, int> _returns = [];

    /// <summary>The place of the first instruction.</summary>
    public int Start => _reversed.Count;

    /// <summary>Ends with an action; one that is near already is used again.</summary>
    public int Return(uint action)
    {
        if (_returns.TryGetValue(action, out int place) && Start - place < NearEnough)
            return place;
        Add(ReturnValue, 0, 0, action);
        return _returns[action] = Start;
    }

    /// <summary>Loads a word of seccomp_data and goes on.</summary>
    public int Load(int offset, int next)
    {
        Reach(next);
        return Add(LoadWord, 0, 0, (uint)offset);
    }

    public int And(uint mask, int next)
    {
        Reach(next);
        return Add(Mask, 0, 0, mask);
    }

    public int Jump(FilterJump kind, uint value, int whenTrue, int whenFalse)
    {
        if (whenTrue == whenFalse)
            return whenTrue;

        // The other branch may still need one more instruction in between.
        if (Start - whenTrue > FarthestConditional - 1)
            whenTrue = Far(whenTrue);
        if (Start - whenFalse > FarthestConditional)
            whenFalse = Far(whenFalse);
        return Add((ushort)kind, (byte)(Start - whenTrue), (byte)(Start - whenFalse), value);
    }

    /// <summary>As the kernel takes it: eight bytes an instruction.</summary>
    /// <exception cref="FormatException">It is too long.</exception>
    public byte[] ToBytes()
    {
        if (_reversed.Count > Most)
            throw new FormatException($"its filter has {_reversed.Count} instructions, and the kernel takes {Most}");
        byte[] bytes = new byte[_reversed.Count * 8];
        for (int i = 0; i < _reversed.Count; i++)
        {
            (ushort code, byte whenTrue, byte whenFalse, uint value) = _reversed[^(i + 1)];
            Span<byte> instruction = bytes.AsSpan(i * 8);
            BinaryPrimitives.WriteUInt16LittleEndian(instruction, code);
            instruction[2] = whenTrue;
            instruction[3] = whenFalse;
            BinaryPrimitives.WriteUInt32LittleEndian(instruction[4..], value);
        }

        return bytes;
    }

    private void Reach(int next)
    {
        if (next != Start)
            _ = Far(next);
    }

    private int Far(int place) => Add(JumpAlways, 0, 0, (uint)(Start - place));

    private int Add(ushort code, byte whenTrue, byte whenFalse, uint value)
    {
        _reversed.Add((code, whenTrue, whenFalse, value));
        return Start;
    }
}

/// <summary>Comparisons of the accumulator with a constant.</summary>
internal enum FilterJump : ushort
{
    Equal = 0x15,
    Greater = 0x25,
    GreaterOrEqual = 0x35,
}
