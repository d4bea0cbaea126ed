using System.Runtime.CompilerServices;

namespace Tepui.Miner.Hashing;

/// <summary>
/// The second SHA-256, over the 32 bytes of the first, as far as its last word needs: the highest word of the hash as a number, which
/// almost always tells that it misses the target.
/// </summary>
internal static class SecondHash<L, V>
    where L : struct, ILanes<V>
    where V : struct
{
    /// <param name="state">The first hash.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V LastWord(ref LaneState<V> state)
    {
        var w0 = state.A;
        var w1 = state.B;
        var w2 = state.C;
        var w3 = state.D;
        var w4 = state.E;
        var w5 = state.F;
        var w6 = state.G;
        var w7 = state.H;
        // Round 0 starts from constants, so it is one addition on each side.
        var h = L.AddWord(w0, 0xfc08884d);
        var d = L.AddWord(w0, 0x98c7e2a2);
        var a = L.Broadcast(0x6a09e667);
        var b = L.Broadcast(0xbb67ae85);
        var c = L.Broadcast(0x3c6ef372);
        var e = L.Broadcast(0x510e527f);
        var f = L.Broadcast(0x9b05688c);
        var g = L.Broadcast(0x1f83d9ab);
        var difference = L.Difference(a, b);
        g = L.Lower(g, d, e, f, L.AddWord(w1, 0x71374491)); c = L.Add(c, g); g = L.Upper(g, h, a, b, ref difference);
        f = L.Lower(f, c, d, e, L.AddWord(w2, 0xb5c0fbcf)); b = L.Add(b, f); f = L.Upper(f, g, h, a, ref difference);
        e = L.Lower(e, b, c, d, L.AddWord(w3, 0xe9b5dba5)); a = L.Add(a, e); e = L.Upper(e, f, g, h, ref difference);
        d = L.Lower(d, a, b, c, L.AddWord(w4, 0x3956c25b)); h = L.Add(h, d); d = L.Upper(d, e, f, g, ref difference);
        c = L.Lower(c, h, a, b, L.AddWord(w5, 0x59f111f1)); g = L.Add(g, c); c = L.Upper(c, d, e, f, ref difference);
        b = L.Lower(b, g, h, a, L.AddWord(w6, 0x923f82a4)); f = L.Add(f, b); b = L.Upper(b, c, d, e, ref difference);
        a = L.Lower(a, f, g, h, L.AddWord(w7, 0xab1c5ed5)); e = L.Add(e, a); a = L.Upper(a, b, c, d, ref difference);
        h = L.Lower(h, e, f, g, L.Broadcast(0x5807aa98)); d = L.Add(d, h); h = L.Upper(h, a, b, c, ref difference);
        g = L.Lower(g, d, e, f, L.Broadcast(0x12835b01)); c = L.Add(c, g); g = L.Upper(g, h, a, b, ref difference);
        f = L.Lower(f, c, d, e, L.Broadcast(0x243185be)); b = L.Add(b, f); f = L.Upper(f, g, h, a, ref difference);
        e = L.Lower(e, b, c, d, L.Broadcast(0x550c7dc3)); a = L.Add(a, e); e = L.Upper(e, f, g, h, ref difference);
        d = L.Lower(d, a, b, c, L.Broadcast(0x72be5d74)); h = L.Add(h, d); d = L.Upper(d, e, f, g, ref difference);
        c = L.Lower(c, h, a, b, L.Broadcast(0x80deb1fe)); g = L.Add(g, c); c = L.Upper(c, d, e, f, ref difference);
        b = L.Lower(b, g, h, a, L.Broadcast(0x9bdc06a7)); f = L.Add(f, b); b = L.Upper(b, c, d, e, ref difference);
        a = L.Lower(a, f, g, h, L.Broadcast(0xc19bf274)); e = L.Add(e, a); a = L.Upper(a, b, c, d, ref difference);

        w0 = L.Add(L.SmallSigma0(w1), w0);
        h = L.Lower(h, e, f, g, L.AddWord(w0, 0xe49b69c1)); d = L.Add(d, h); h = L.Upper(h, a, b, c, ref difference);
        w1 = L.Add(L.SmallSigma0(w2), L.AddWord(w1, 0x00a00000));
        g = L.Lower(g, d, e, f, L.AddWord(w1, 0xefbe4786)); c = L.Add(c, g); g = L.Upper(g, h, a, b, ref difference);
        w2 = L.Add(L.SmallSigma1(w0), L.Add(L.SmallSigma0(w3), w2));
        f = L.Lower(f, c, d, e, L.AddWord(w2, 0x0fc19dc6)); b = L.Add(b, f); f = L.Upper(f, g, h, a, ref difference);
        w3 = L.Add(L.SmallSigma1(w1), L.Add(L.SmallSigma0(w4), w3));
        e = L.Lower(e, b, c, d, L.AddWord(w3, 0x240ca1cc)); a = L.Add(a, e); e = L.Upper(e, f, g, h, ref difference);
        w4 = L.Add(L.SmallSigma1(w2), L.Add(L.SmallSigma0(w5), w4));
        d = L.Lower(d, a, b, c, L.AddWord(w4, 0x2de92c6f)); h = L.Add(h, d); d = L.Upper(d, e, f, g, ref difference);
        w5 = L.Add(L.SmallSigma1(w3), L.Add(L.SmallSigma0(w6), w5));
        c = L.Lower(c, h, a, b, L.AddWord(w5, 0x4a7484aa)); g = L.Add(g, c); c = L.Upper(c, d, e, f, ref difference);
        w6 = L.Add(L.Add(L.SmallSigma1(w4), L.Broadcast(0x00000100)), L.Add(L.SmallSigma0(w7), w6));
        b = L.Lower(b, g, h, a, L.AddWord(w6, 0x5cb0a9dc)); f = L.Add(f, b); b = L.Upper(b, c, d, e, ref difference);
        w7 = L.Add(L.SmallSigma1(w5), L.Add(w0, L.AddWord(w7, 0x11002000)));
        a = L.Lower(a, f, g, h, L.AddWord(w7, 0x76f988da)); e = L.Add(e, a); a = L.Upper(a, b, c, d, ref difference);
        var w8 = L.Add(L.SmallSigma1(w6), L.AddWord(w1, 0x80000000));
        h = L.Lower(h, e, f, g, L.AddWord(w8, 0x983e5152)); d = L.Add(d, h); h = L.Upper(h, a, b, c, ref difference);
        var w9 = L.Add(L.SmallSigma1(w7), w2);
        g = L.Lower(g, d, e, f, L.AddWord(w9, 0xa831c66d)); c = L.Add(c, g); g = L.Upper(g, h, a, b, ref difference);
        var w10 = L.Add(L.SmallSigma1(w8), w3);
        f = L.Lower(f, c, d, e, L.AddWord(w10, 0xb00327c8)); b = L.Add(b, f); f = L.Upper(f, g, h, a, ref difference);
        var w11 = L.Add(L.SmallSigma1(w9), w4);
        e = L.Lower(e, b, c, d, L.AddWord(w11, 0xbf597fc7)); a = L.Add(a, e); e = L.Upper(e, f, g, h, ref difference);
        var w12 = L.Add(L.SmallSigma1(w10), w5);
        d = L.Lower(d, a, b, c, L.AddWord(w12, 0xc6e00bf3)); h = L.Add(h, d); d = L.Upper(d, e, f, g, ref difference);
        var w13 = L.Add(L.SmallSigma1(w11), w6);
        c = L.Lower(c, h, a, b, L.AddWord(w13, 0xd5a79147)); g = L.Add(g, c); c = L.Upper(c, d, e, f, ref difference);
        var w14 = L.Add(L.SmallSigma1(w12), L.AddWord(w7, 0x00400022));
        b = L.Lower(b, g, h, a, L.AddWord(w14, 0x06ca6351)); f = L.Add(f, b); b = L.Upper(b, c, d, e, ref difference);
        var w15 = L.Add(L.Add(L.SmallSigma1(w13), w8), L.Add(L.SmallSigma0(w0), L.Broadcast(0x00000100)));
        a = L.Lower(a, f, g, h, L.AddWord(w15, 0x14292967)); e = L.Add(e, a); a = L.Upper(a, b, c, d, ref difference);

        w0 = L.Schedule(w14, w9, w1, w0);
        h = L.Lower(h, e, f, g, L.AddWord(w0, 0x27b70a85)); d = L.Add(d, h); h = L.Upper(h, a, b, c, ref difference);
        w1 = L.Schedule(w15, w10, w2, w1);
        g = L.Lower(g, d, e, f, L.AddWord(w1, 0x2e1b2138)); c = L.Add(c, g); g = L.Upper(g, h, a, b, ref difference);
        w2 = L.Schedule(w0, w11, w3, w2);
        f = L.Lower(f, c, d, e, L.AddWord(w2, 0x4d2c6dfc)); b = L.Add(b, f); f = L.Upper(f, g, h, a, ref difference);
        w3 = L.Schedule(w1, w12, w4, w3);
        e = L.Lower(e, b, c, d, L.AddWord(w3, 0x53380d13)); a = L.Add(a, e); e = L.Upper(e, f, g, h, ref difference);
        w4 = L.Schedule(w2, w13, w5, w4);
        d = L.Lower(d, a, b, c, L.AddWord(w4, 0x650a7354)); h = L.Add(h, d); d = L.Upper(d, e, f, g, ref difference);
        w5 = L.Schedule(w3, w14, w6, w5);
        c = L.Lower(c, h, a, b, L.AddWord(w5, 0x766a0abb)); g = L.Add(g, c); c = L.Upper(c, d, e, f, ref difference);
        w6 = L.Schedule(w4, w15, w7, w6);
        b = L.Lower(b, g, h, a, L.AddWord(w6, 0x81c2c92e)); f = L.Add(f, b); b = L.Upper(b, c, d, e, ref difference);
        w7 = L.Schedule(w5, w0, w8, w7);
        a = L.Lower(a, f, g, h, L.AddWord(w7, 0x92722c85)); e = L.Add(e, a); a = L.Upper(a, b, c, d, ref difference);
        w8 = L.Schedule(w6, w1, w9, w8);
        h = L.Lower(h, e, f, g, L.AddWord(w8, 0xa2bfe8a1)); d = L.Add(d, h); h = L.Upper(h, a, b, c, ref difference);
        w9 = L.Schedule(w7, w2, w10, w9);
        g = L.Lower(g, d, e, f, L.AddWord(w9, 0xa81a664b)); c = L.Add(c, g); g = L.Upper(g, h, a, b, ref difference);
        w10 = L.Schedule(w8, w3, w11, w10);
        f = L.Lower(f, c, d, e, L.AddWord(w10, 0xc24b8b70)); b = L.Add(b, f); f = L.Upper(f, g, h, a, ref difference);
        w11 = L.Schedule(w9, w4, w12, w11);
        e = L.Lower(e, b, c, d, L.AddWord(w11, 0xc76c51a3)); a = L.Add(a, e); e = L.Upper(e, f, g, h, ref difference);
        w12 = L.Schedule(w10, w5, w13, w12);
        d = L.Lower(d, a, b, c, L.AddWord(w12, 0xd192e819)); h = L.Add(h, d); d = L.Upper(d, e, f, g, ref difference);
        w13 = L.Schedule(w11, w6, w14, w13);
        c = L.Lower(c, h, a, b, L.AddWord(w13, 0xd6990624)); g = L.Add(g, c); c = L.Upper(c, d, e, f, ref difference);
        w14 = L.Schedule(w12, w7, w15, w14);
        b = L.Lower(b, g, h, a, L.AddWord(w14, 0xf40e3585)); f = L.Add(f, b); b = L.Upper(b, c, d, e, ref difference);
        w15 = L.Schedule(w13, w8, w0, w15);
        a = L.Lower(a, f, g, h, L.AddWord(w15, 0x106aa070)); e = L.Add(e, a); a = L.Upper(a, b, c, d, ref difference);

        w0 = L.Schedule(w14, w9, w1, w0);
        h = L.Lower(h, e, f, g, L.AddWord(w0, 0x19a4c116)); d = L.Add(d, h); h = L.Upper(h, a, b, c, ref difference);
        w1 = L.Schedule(w15, w10, w2, w1);
        g = L.Lower(g, d, e, f, L.AddWord(w1, 0x1e376c08)); c = L.Add(c, g); g = L.Upper(g, h, a, b, ref difference);
        w2 = L.Schedule(w0, w11, w3, w2);
        f = L.Lower(f, c, d, e, L.AddWord(w2, 0x2748774c)); b = L.Add(b, f); f = L.Upper(f, g, h, a, ref difference);
        w3 = L.Schedule(w1, w12, w4, w3);
        e = L.Lower(e, b, c, d, L.AddWord(w3, 0x34b0bcb5)); a = L.Add(a, e); e = L.Upper(e, f, g, h, ref difference);
        w4 = L.Schedule(w2, w13, w5, w4);
        d = L.Lower(d, a, b, c, L.AddWord(w4, 0x391c0cb3)); h = L.Add(h, d); d = L.Upper(d, e, f, g, ref difference);
        w5 = L.Schedule(w3, w14, w6, w5);
        c = L.Lower(c, h, a, b, L.AddWord(w5, 0x4ed8aa4a)); g = L.Add(g, c); c = L.Upper(c, d, e, f, ref difference);
        w6 = L.Schedule(w4, w15, w7, w6);
        b = L.Lower(b, g, h, a, L.AddWord(w6, 0x5b9cca4f)); f = L.Add(f, b); b = L.Upper(b, c, d, e, ref difference);
        w7 = L.Schedule(w5, w0, w8, w7);
        a = L.Lower(a, f, g, h, L.AddWord(w7, 0x682e6ff3)); e = L.Add(e, a); a = L.Upper(a, b, c, d, ref difference);
        w8 = L.Schedule(w6, w1, w9, w8);
        h = L.Lower(h, e, f, g, L.AddWord(w8, 0x748f82ee)); d = L.Add(d, h); h = L.Upper(h, a, b, c, ref difference);

        // The last word of the hash is what e is after round 60: no later a, and no later round, has a part in it.
        w9 = L.Schedule(w7, w2, w10, w9);
        g = L.Lower(g, d, e, f, L.AddWord(w9, 0x78a5636f)); c = L.Add(c, g);
        w10 = L.Schedule(w8, w3, w11, w10);
        f = L.Lower(f, c, d, e, L.AddWord(w10, 0x84c87814)); b = L.Add(b, f);
        w11 = L.Schedule(w9, w4, w12, w11);
        e = L.Lower(e, b, c, d, L.AddWord(w11, 0x8cc70208)); a = L.Add(a, e);
        w12 = L.Schedule(w10, w5, w13, w12);
        d = L.Lower(d, a, b, c, L.AddWord(w12, 0x90befffa)); h = L.Add(h, d);
        return L.Add(h, L.Broadcast(0x5be0cd19));
    }
}
