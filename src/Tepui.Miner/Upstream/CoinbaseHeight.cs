using System;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Upstream;

/// <summary>The block's height as the beginning of a coinbase tells it (BIP 34): all that a pool's job says about it.</summary>
internal static class CoinbaseHeight
{
    /// <summary>Version, the count of inputs and what is spent stand before the script's length.</summary>
    private const int LengthOffset = 4 + 1 + Hash256.Size + 4;

    /// <summary>OP_1 to OP_16 push the numbers themselves.</summary>
    private const byte OpOne = 0x51;
    private const byte OpSixteen = 0x60;
    private const int GreatestBytes = 5;

    /// <summary>Null when there is none: a coinbase of before BIP 34, or one cut off earlier.</summary>
    public static long? Read(ReadOnlySpan<byte> coinbaseStart)
    {
        if (coinbaseStart.Length <= LengthOffset + 1)
            return null;
        var script = coinbaseStart[(LengthOffset + 1)..];
        if (script[0] is >= OpOne and <= OpSixteen)
            return script[0] - OpOne + 1;
        int length = script[0];
        if (length is 0 or > GreatestBytes || script.Length <= length)
            return null;
        long height = 0;
        for (var at = length; at > 0; at--)
            height = (height << 8) | script[at];
        return height;
    }
}
