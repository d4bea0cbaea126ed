using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tepui.Miner.Hashing;

/// <summary>Eight lanes: AVX2.</summary>
internal readonly struct ShiftLanes256 : ILanes<Vector256<uint>>
{
    public static int Count => Vector256<uint>.Count;

    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Broadcast(uint word) => Vector256.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> NonceWords(uint first)
    {
        var nonces = Vector256.Create(first) + Vector256<uint>.Indices;
        var pairs = (nonces & Vector256.Create(0x00ff00ffu)) << 8 | (nonces >> 8 & Vector256.Create(0x00ff00ffu));
        return pairs << 16 | pairs >> 16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LanesWithout(Vector256<uint> words, Vector256<uint> mask) =>
        (uint)Vector256.Equals(words & mask, Vector256<uint>.Zero).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> left, Vector256<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> AddWord(Vector256<uint> left, uint word) => left + Vector256.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> SmallSigma0(Vector256<uint> w) =>
        (w >>> 7) ^ (w << 25) ^ (w >>> 18) ^ (w << 14) ^ (w >>> 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> SmallSigma1(Vector256<uint> w) =>
        (w >>> 17) ^ (w << 15) ^ (w >>> 19) ^ (w << 13) ^ (w >>> 10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Schedule(
        Vector256<uint> second, Vector256<uint> seventh, Vector256<uint> fifteenth, Vector256<uint> sixteenth) =>
        seventh + sixteenth
        + ((fifteenth >>> 7) ^ (fifteenth << 25) ^ (fifteenth >>> 18) ^ (fifteenth << 14) ^ (fifteenth >>> 3))
        + ((second >>> 17) ^ (second << 15) ^ (second >>> 19) ^ (second << 13) ^ (second >>> 10));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Lower(
        Vector256<uint> h, Vector256<uint> e, Vector256<uint> f, Vector256<uint> g, Vector256<uint> keyed) =>
        h + keyed + (g ^ (e & (f ^ g)))
        + ((e >>> 6) ^ (e << 26) ^ (e >>> 11) ^ (e << 21) ^ (e >>> 25) ^ (e << 7));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Upper(
        Vector256<uint> lower, Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, ref Vector256<uint> difference)
    {
        var ab = a ^ b;
        var upper = lower + (b ^ (ab & difference))
            + ((a >>> 2) ^ (a << 30) ^ (a >>> 13) ^ (a << 19) ^ (a >>> 22) ^ (a << 10));
        difference = ab;
        return upper;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Difference(Vector256<uint> b, Vector256<uint> c) => b ^ c;
}
