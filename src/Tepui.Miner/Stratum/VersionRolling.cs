using System.Numerics;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Stratum;

/// <summary>Which bits of a block's version miners may change, and how: BIP 310.</summary>
public static class VersionRolling
{
    /// <summary>Bits 13 to 28, which BIP 320 keeps free of any other meaning.</summary>
    public const uint GeneralPurposeMask = 0x1fffe000;

    /// <summary>What a worker means that names no mask.</summary>
    public const uint FullMask = 0xffffffff;

    /// <summary>The header's version: the job's own outside of the mask, the worker's bits within it.</summary>
    public static uint Apply(uint jobVersion, uint bits, uint mask) => (jobVersion & ~mask) | (bits & mask);

    /// <summary>False for bits that the mask does not allow: such a share is refused.</summary>
    public static bool IsAllowed(uint bits, uint mask) => (bits & ~mask) == 0;

    /// <summary>How many different versions a mask allows.</summary>
    public static ulong Count(uint mask) => 1UL << BitOperations.PopCount(mask);

    /// <summary>
    /// The bits of the version with the given number: 0 is the job's own version, and every number below <see cref="Count"/>
    /// gives another one.
    /// </summary>
    public static uint Bits(uint jobVersion, ulong number, uint mask)
    {
        uint spread = 0;
        for (var left = mask; left != 0 && number != 0; left &= left - 1, number >>= 1)
            spread |= (number & 1) != 0 ? left & (~left + 1) : 0;
        return (jobVersion & mask) ^ spread;
    }

    public static string Text(uint mask) => Hex.EncodeUInt32(mask);
}
