using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tepui.Miner.Hashing;

/// <summary>Four lanes: SSE2 on x64, AdvSimd on arm64.</summary>
internal readonly struct ShiftLanes128 : ILanes<Vector128<uint>>
{
    public static int Count => Vector128<uint>.Count;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Broadcast(uint word) => Vector128.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> NonceWords(uint first)
    {
        var nonces = Vector128.Create(first) + Vector128<uint>.Indices;
        var pairs = (nonces & Vector128.Create(0x00ff00ffu)) << 8 | (nonces >> 8 & Vector128.Create(0x00ff00ffu));
        return pairs << 16 | pairs >> 16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LanesWithout(Vector128<uint> words, Vector128<uint> mask) =>
        (uint)Vector128.Equals(words & mask, Vector128<uint>.Zero).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Add(Vector128<uint> left, Vector128<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> AddWord(Vector128<uint> left, uint word) => left + Vector128.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> SmallSigma0(Vector128<uint> w) =>
        (w >>> 7) ^ (w << 25) ^ (w >>> 18) ^ (w << 14) ^ (w >>> 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> SmallSigma1(Vector128<uint> w) =>
        (w >>> 17) ^ (w << 15) ^ (w >>> 19) ^ (w << 13) ^ (w >>> 10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Schedule(
        Vector128<uint> second, Vector128<uint> seventh, Vector128<uint> fifteenth, Vector128<uint> sixteenth) =>
        seventh + sixteenth
        + ((fifteenth >>> 7) ^ (fifteenth << 25) ^ (fifteenth >>> 18) ^ (fifteenth << 14) ^ (fifteenth >>> 3))
        + ((second >>> 17) ^ (second << 15) ^ (second >>> 19) ^ (second << 13) ^ (second >>> 10));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Lower(
        Vector128<uint> h, Vector128<uint> e, Vector128<uint> f, Vector128<uint> g, Vector128<uint> keyed) =>
        h + keyed + (g ^ (e & (f ^ g)))
        + ((e >>> 6) ^ (e << 26) ^ (e >>> 11) ^ (e << 21) ^ (e >>> 25) ^ (e << 7));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Upper(
        Vector128<uint> lower, Vector128<uint> a, Vector128<uint> b, Vector128<uint> c, ref Vector128<uint> difference)
    {
        var ab = a ^ b;
        var upper = lower + (b ^ (ab & difference))
            + ((a >>> 2) ^ (a << 30) ^ (a >>> 13) ^ (a << 19) ^ (a >>> 22) ^ (a << 10));
        difference = ab;
        return upper;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Difference(Vector128<uint> b, Vector128<uint> c) => b ^ c;
}
