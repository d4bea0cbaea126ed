using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Intrinsics;

namespace Tepui.Miner.Hashing;

/// <summary>How far a scan came, and how many nonces it wrote down.</summary>
public readonly record struct ScanResult(long Scanned, int Hits);

/// <summary>Tries nonces with one implementation of SHA-256d. Stateless: any number of threads may use it at once.</summary>
public abstract class NonceScanner
{
    /// <summary>Every nonce there is.</summary>
    public const long NonceCount = 1L << 32;

    private protected NonceScanner(string name, int lanes)
    {
        Name = name;
        Lanes = lanes;
    }

    /// <summary>The lanes and the instructions, for people: <c>16 x AVX-512</c>.</summary>
    public string Name { get; }

    /// <summary>How many nonces are tried at once.</summary>
    public int Lanes { get; }

    /// <summary>What this processor can run, the fastest first.</summary>
    public static IReadOnlyList<NonceScanner> Supported { get; } = FindSupported().ToArray();

    public static NonceScanner Fastest => Supported[0];

    /// <summary>
    /// Tries the nonces from <paramref name="first"/> on, and writes those whose hash meets the target to <paramref name="hits"/>,
    /// which has room for <see cref="Lanes"/> at least. A scan whose room runs out ends early: go on at first + Scanned.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves 32 bits, or there is too little room.</exception>
    public abstract ScanResult Scan(ScanWork work, uint first, long count, Span<uint> hits);

    private static IEnumerable<NonceScanner> FindSupported()
    {
        if (RotateLanes512.IsSupported) yield return new LaneScanner<RotateLanes512, Vector512<uint>>("16 x AVX-512");
        if (RotateLanes256.IsSupported) yield return new LaneScanner<RotateLanes256, Vector256<uint>>("8 x AVX-512VL");
        if (ShiftLanes256.IsSupported) yield return new LaneScanner<ShiftLanes256, Vector256<uint>>("8 x AVX2");
        if (ShiftLanes128.IsSupported) yield return new LaneScanner<ShiftLanes128, Vector128<uint>>("4 x 128 bits");
        yield return new LaneScanner<ScalarLane, uint>("scalar");
    }
}
