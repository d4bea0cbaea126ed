using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tepui.Miner.Hashing;

/// <summary>Eight lanes with the rotations and three-way logic of AVX-512, for processors that slow down on its full width.</summary>
internal readonly struct RotateLanes256 : ILanes<Vector256<uint>>
{
    public static int Count => Vector256<uint>.Count;

    public static bool IsSupported => Avx512F.VL.IsSupported;

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
        Avx512F.VL.TernaryLogic(Avx512F.VL.RotateRight(w, 7), Avx512F.VL.RotateRight(w, 18), w >>> 3, 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> SmallSigma1(Vector256<uint> w) =>
        Avx512F.VL.TernaryLogic(Avx512F.VL.RotateRight(w, 17), Avx512F.VL.RotateRight(w, 19), w >>> 10, 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Schedule(
        Vector256<uint> second, Vector256<uint> seventh, Vector256<uint> fifteenth, Vector256<uint> sixteenth) =>
        seventh + sixteenth
        + (Avx512F.VL.TernaryLogic(Avx512F.VL.RotateRight(fifteenth, 7), Avx512F.VL.RotateRight(fifteenth, 18), fifteenth >>> 3, 0x96))
        + (Avx512F.VL.TernaryLogic(Avx512F.VL.RotateRight(second, 17), Avx512F.VL.RotateRight(second, 19), second >>> 10, 0x96));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Lower(
        Vector256<uint> h, Vector256<uint> e, Vector256<uint> f, Vector256<uint> g, Vector256<uint> keyed) =>
        h + keyed + Avx512F.VL.TernaryLogic(e, f, g, 0xca)
        + Avx512F.VL.TernaryLogic(Avx512F.VL.RotateRight(e, 6), Avx512F.VL.RotateRight(e, 11), Avx512F.VL.RotateRight(e, 25), 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Upper(
        Vector256<uint> lower, Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, ref Vector256<uint> difference) =>
        lower + Avx512F.VL.TernaryLogic(a, b, c, 0xe8)
        + Avx512F.VL.TernaryLogic(Avx512F.VL.RotateRight(a, 2), Avx512F.VL.RotateRight(a, 13), Avx512F.VL.RotateRight(a, 22), 0x96);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Difference(Vector256<uint> b, Vector256<uint> c) => default;
}
