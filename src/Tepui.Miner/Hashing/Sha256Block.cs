using System;

namespace Tepui.Miner.Hashing;

/// <summary>One block of SHA-256 on plain words: for the parts of a header that are hashed once a job.</summary>
internal static class Sha256Block
{
    /// <summary>Runs the first rounds of a block; a whole block has 64. Changes the eight words of the state in place.</summary>
    public static void Run(Span<uint> state, ReadOnlySpan<uint> block, int rounds)
    {
        Span<uint> w = stackalloc uint[64];
        block.CopyTo(w);
        for (var t = block.Length; t < rounds; t++)
            w[t] = ScalarLane.Schedule(w[t - 2], w[t - 7], w[t - 15], w[t - 16]);

        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (var t = 0; t < rounds; t++)
        {
            var difference = ScalarLane.Difference(b, c);
            var lower = ScalarLane.Lower(h, e, f, g, Sha256Constants.Rounds[t] + w[t]);
            var upper = ScalarLane.Upper(lower, a, b, c, ref difference);
            (h, g, f, e, d, c, b, a) = (g, f, e, d + lower, c, b, a, upper);
        }

        (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]) = (a, b, c, d, e, f, g, h);
    }

    /// <summary>A whole block, with the state added at its end.</summary>
    public static void Compress(Span<uint> state, ReadOnlySpan<uint> block)
    {
        Span<uint> before = stackalloc uint[8];
        state.CopyTo(before);
        Run(state, block, 64);
        for (var i = 0; i < 8; i++) state[i] += before[i];
    }
}
