using System;
using System.Buffers.Binary;

namespace Tepui.Miner.Server;

/// <summary>
/// How the extranonce is cut among workers: what is fixed for all of them, then a prefix that is each one's own, then what a
/// worker may change. Worker's extranonce 1 is the first two together.
/// </summary>
public sealed class ExtranonceSplit
{
    private readonly byte[] _fixed;

    /// <param name="fixedPart">An upstream pool's extranonce 1; empty where there is none.</param>
    /// <param name="size">How many bytes may be cut up.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two bytes cannot be cut.</exception>
    public ExtranonceSplit(ReadOnlySpan<byte> fixedPart, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, LeastSize);
        _fixed = fixedPart.ToArray();
        PrefixSize = size >= 8 ? 4 : size >= 4 ? 2 : 1;
        WorkerSize = size - PrefixSize;
    }

    public const int LeastSize = 2;

    /// <summary>Without an upstream pool: four bytes for the server to give, four for the worker to change.</summary>
    public static ExtranonceSplit Own { get; } = new([], 8);

    public int PrefixSize { get; }

    /// <summary>Bytes of a worker's extranonce 2.</summary>
    public int WorkerSize { get; }

    /// <summary>Workers that there are prefixes for; 0 is nobody's.</summary>
    public uint GreatestPrefix => PrefixSize == 4 ? uint.MaxValue : (1u << (8 * PrefixSize)) - 1;

    /// <summary>What a worker is told as its extranonce 1.</summary>
    public byte[] Extranonce1(uint prefix) => [.. _fixed, .. Prefix(prefix)];

    /// <summary>The prefix alone, which begins an upstream pool's extranonce 2.</summary>
    public byte[] Prefix(uint prefix)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, prefix);
        return bytes[(4 - PrefixSize)..].ToArray();
    }
}
