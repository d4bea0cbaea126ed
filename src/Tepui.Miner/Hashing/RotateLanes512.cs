using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tepui.Miner.Hashing;

/// <summary>Sixteen lanes: AVX-512, whose rotations and three-way logic take one instruction each.</summary>
internal readonly struct RotateLanes512 : ILanes<Vector512<uint>>
{
    public static int Count => Vector512<uint>.Count;

    public static bool IsSupported => Avx512F.IsSupported && Vector512.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Broadcast(uint word) => Vector512.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> NonceWords(uint first)
    {
        var nonces = Vector512.Create(first) + Vector512<uint>.Indices;
        var pairs = (nonces & Vector512.Create(0x00ff00ffu)) << 8 | (nonces >> 8 & Vector512.Create(0x00ff00ffu));
        return pairs << 16 | pairs >> 16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LanesWithout(Vector512<uint> words, Vector512<uint> mask) =>
        (uint)Vector512.Equals(words & mask, Vector512<uint>.Zero).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Add(Vector512<uint> left, Vector512<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> AddWord(Vector512<uint> left, uint word) => left + Vector512.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> SmallSigma0(Vector512<uint> w) =>
        Avx512F.TernaryLogic(Avx512F.RotateRight(w, 7), Avx512F.RotateRight(w, 18), w >>> 3, 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> SmallSigma1(Vector512<uint> w) =>
        Avx512F.TernaryLogic(Avx512F.RotateRight(w, 17), Avx512F.RotateRight(w, 19), w >>> 10, 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Schedule(
        Vector512<uint> second, Vector512<uint> seventh, Vector512<uint> fifteenth, Vector512<uint> sixteenth) =>
        seventh + sixteenth
        + (Avx512F.TernaryLogic(Avx512F.RotateRight(fifteenth, 7), Avx512F.RotateRight(fifteenth, 18), fifteenth >>> 3, 0x96))
        + (Avx512F.TernaryLogic(Avx512F.RotateRight(second, 17), Avx512F.RotateRight(second, 19), second >>> 10, 0x96));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Lower(
        Vector512<uint> h, Vector512<uint> e, Vector512<uint> f, Vector512<uint> g, Vector512<uint> keyed) =>
        h + keyed + Avx512F.TernaryLogic(e, f, g, 0xca)
        + Avx512F.TernaryLogic(Avx512F.RotateRight(e, 6), Avx512F.RotateRight(e, 11), Avx512F.RotateRight(e, 25), 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Upper(
        Vector512<uint> lower, Vector512<uint> a, Vector512<uint> b, Vector512<uint> c, ref Vector512<uint> difference) =>
        lower + Avx512F.TernaryLogic(a, b, c, 0xe8)
        + Avx512F.TernaryLogic(Avx512F.RotateRight(a, 2), Avx512F.RotateRight(a, 13), Avx512F.RotateRight(a, 22), 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Difference(Vector512<uint> b, Vector512<uint> c) => default;
}
