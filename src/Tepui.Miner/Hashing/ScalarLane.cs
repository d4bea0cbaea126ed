using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tepui.Miner.Hashing;

/// <summary>One lane in general registers, for processors without vectors.</summary>
internal readonly struct ScalarLane : ILanes<uint>
{
    public static int Count => 1;

    public static bool IsSupported => true;

    public static uint Broadcast(uint word) => word;

    public static uint NonceWords(uint first) => BinaryPrimitives.ReverseEndianness(first);

    public static uint LanesWithout(uint words, uint mask) => (words & mask) == 0 ? 1u : 0u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(uint left, uint right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AddWord(uint left, uint word) => left + word;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SmallSigma0(uint w) =>
        BitOperations.RotateRight(w, 7) ^ BitOperations.RotateRight(w, 18) ^ (w >> 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SmallSigma1(uint w) =>
        BitOperations.RotateRight(w, 17) ^ BitOperations.RotateRight(w, 19) ^ (w >> 10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Schedule(
        uint second, uint seventh, uint fifteenth, uint sixteenth) =>
        seventh + sixteenth
        + (BitOperations.RotateRight(fifteenth, 7) ^ BitOperations.RotateRight(fifteenth, 18) ^ (fifteenth >> 3))
        + (BitOperations.RotateRight(second, 17) ^ BitOperations.RotateRight(second, 19) ^ (second >> 10));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Lower(
        uint h, uint e, uint f, uint g, uint keyed) =>
        h + keyed + (g ^ (e & (f ^ g)))
        + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Upper(
        uint lower, uint a, uint b, uint c, ref uint difference)
    {
        var ab = a ^ b;
        var upper = lower + (b ^ (ab & difference))
            + (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22));
        difference = ab;
        return upper;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Difference(uint b, uint c) => b ^ c;
}
