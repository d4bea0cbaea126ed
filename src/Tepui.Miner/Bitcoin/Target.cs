using System;
using System.Buffers.Binary;
using System.Numerics;

namespace Tepui.Miner.Bitcoin;

/// <summary>The highest hash that counts as work. Compact form as in the header's bits; difficulty as pools count it (pdiff).</summary>
public readonly record struct Target(Hash256 Value)
{
    /// <summary>Every hash meets it.</summary>
    public static Target Easiest { get; } = new(new Hash256(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue));

    /// <summary>The target of difficulty 1, 0xffff x 2^208: the easiest that the main network allows.</summary>
    public static Target DifficultyOne { get; } = new(new Hash256(0, 0, 0, 0x0000_0000_ffff_0000));

    private static BigInteger DifficultyOneNumber { get; } = new BigInteger(0xffff) << 208;

    /// <summary>Reads the header's bits: a byte of size in bytes and three of mantissa, whose highest bit is a sign.</summary>
    /// <returns>False when the number is negative, zero or needs more than 256 bits; no block may carry such bits.</returns>
    public static bool TryFromCompact(uint bits, out Target target)
    {
        target = default;
        var size = (int)(bits >> 24);
        var mantissa = bits & 0x007f_ffff;
        if ((bits & 0x0080_0000) != 0 || mantissa == 0) return false;
        var number = size <= 3 ? new BigInteger(mantissa >> (8 * (3 - size))) : new BigInteger(mantissa) << (8 * (size - 3));
        if (number.IsZero || number.GetBitLength() > 256) return false;
        target = FromNumber(number);
        return true;
    }

    /// <exception cref="FormatException">No block may carry such bits.</exception>
    public static Target FromCompact(uint bits) =>
        TryFromCompact(bits, out var target) ? target : throw new FormatException($"bits {bits:x8} stand for no target.");

    /// <summary>The header's bits for this target; digits beyond the third byte are cut off, towards a harder target.</summary>
    public uint ToCompact()
    {
        var number = ToNumber();
        var size = (int)((number.GetBitLength() + 7) / 8);
        var mantissa = size <= 3 ? (uint)number << (8 * (3 - size)) : (uint)(number >> (8 * (size - 3)));
        if ((mantissa & 0x0080_0000) != 0)
        {
            mantissa >>= 8;
            size++;
        }

        return ((uint)size << 24) | mantissa;
    }

    /// <summary>The target whose difficulty is <paramref name="difficulty"/>, rounded down; never easier than 2^256 - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive number.</exception>
    public static Target FromDifficulty(double difficulty)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(difficulty);
        if (!double.IsFinite(difficulty)) throw new ArgumentOutOfRangeException(nameof(difficulty));

        // A double is mantissa x 2^exponent exactly, so the quotient is exact too.
        var raw = BitConverter.DoubleToUInt64Bits(difficulty);
        var biased = (int)(raw >> 52) & 0x7ff;
        var mantissa = new BigInteger((raw & 0xf_ffff_ffff_ffff) | (biased == 0 ? 0UL : 1UL << 52));
        var exponent = Math.Max(biased, 1) - 1075;
        var number = exponent < 0
            ? (DifficultyOneNumber << -exponent) / mantissa
            : DifficultyOneNumber / (mantissa << exponent);
        return number.GetBitLength() > 256 ? Easiest : FromNumber(number);
    }

    /// <summary>How many times harder than <see cref="DifficultyOne"/>.</summary>
    public double Difficulty
    {
        get
        {
            var number = ToNumber();
            return number.IsZero ? double.PositiveInfinity : (double)DifficultyOneNumber / (double)number;
        }
    }

    /// <summary>How many hashes are tried on average until one meets the target: 2^256 / (target + 1).</summary>
    public double ExpectedHashes => (double)((BigInteger.One << 256) / (ToNumber() + 1));

    public BigInteger ToNumber()
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        Value.CopyTo(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }

    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 256 bits.</exception>
    public static Target FromNumber(BigInteger number)
    {
        if (number.Sign < 0 || number.GetBitLength() > 256) throw new ArgumentOutOfRangeException(nameof(number));
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        bytes.Clear();
        number.TryWriteBytes(bytes, out _, isUnsigned: true);
        return new Target(new Hash256(bytes));
    }

    /// <summary>The highest 32 bits, which a scanner compares first.</summary>
    internal uint HighestWord => (uint)(BinaryPrimitives.ReadUInt64LittleEndian(Value.ToByteArray().AsSpan(24)) >> 32);

    public override string ToString() => Value.ToString();
}
