using System.Runtime.CompilerServices;

namespace Tepui.Miner.Hashing;

/// <summary>
/// The second block of a header's first SHA-256: of its words only the nonce differs between lanes. What hangs on neither nonce nor
/// lane stands ready in <see cref="ScanWork"/>: all up to round 3, and parts of the words 16 to 32.
/// </summary>
internal static class FirstHash<L, V>
    where L : struct, ILanes<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(ScanWork work, uint firstNonce, ref LaneState<V> state)
    {
        var nonce = L.NonceWords(firstNonce);
        var e = L.Add(nonce, L.Broadcast(work.A4));
        var a = L.Add(nonce, L.Broadcast(work.E4));
        var f = L.Broadcast(work.B4);
        var g = L.Broadcast(work.C4);
        var h = L.Broadcast(work.D4);
        var b = L.Broadcast(work.F4);
        var c = L.Broadcast(work.G4);
        var d = L.Broadcast(work.H4);
        var difference = L.Difference(f, g);

        // Rounds 4 to 17: the words are the same in every lane.
        d = L.Lower(d, a, b, c, L.Broadcast(0xb956c25b)); h = L.Add(h, d); d = L.Upper(d, e, f, g, ref difference);
        c = L.Lower(c, h, a, b, L.Broadcast(0x59f111f1)); g = L.Add(g, c); c = L.Upper(c, d, e, f, ref difference);
        b = L.Lower(b, g, h, a, L.Broadcast(0x923f82a4)); f = L.Add(f, b); b = L.Upper(b, c, d, e, ref difference);
        a = L.Lower(a, f, g, h, L.Broadcast(0xab1c5ed5)); e = L.Add(e, a); a = L.Upper(a, b, c, d, ref difference);
        h = L.Lower(h, e, f, g, L.Broadcast(0xd807aa98)); d = L.Add(d, h); h = L.Upper(h, a, b, c, ref difference);
        g = L.Lower(g, d, e, f, L.Broadcast(0x12835b01)); c = L.Add(c, g); g = L.Upper(g, h, a, b, ref difference);
        f = L.Lower(f, c, d, e, L.Broadcast(0x243185be)); b = L.Add(b, f); f = L.Upper(f, g, h, a, ref difference);
        e = L.Lower(e, b, c, d, L.Broadcast(0x550c7dc3)); a = L.Add(a, e); e = L.Upper(e, f, g, h, ref difference);
        d = L.Lower(d, a, b, c, L.Broadcast(0x72be5d74)); h = L.Add(h, d); d = L.Upper(d, e, f, g, ref difference);
        c = L.Lower(c, h, a, b, L.Broadcast(0x80deb1fe)); g = L.Add(g, c); c = L.Upper(c, d, e, f, ref difference);
        b = L.Lower(b, g, h, a, L.Broadcast(0x9bdc06a7)); f = L.Add(f, b); b = L.Upper(b, c, d, e, ref difference);
        a = L.Lower(a, f, g, h, L.Broadcast(0xc19bf3f4)); e = L.Add(e, a); a = L.Upper(a, b, c, d, ref difference);
        h = L.Lower(h, e, f, g, L.Broadcast(work.KeyedWord16)); d = L.Add(d, h); h = L.Upper(h, a, b, c, ref difference);
        g = L.Lower(g, d, e, f, L.Broadcast(work.KeyedWord17)); c = L.Add(c, g); g = L.Upper(g, h, a, b, ref difference);

        var w0 = L.Broadcast(work.Word16);
        var w1 = L.Broadcast(work.Word17);
        var w2 = L.Add(L.SmallSigma0(nonce), L.Broadcast(work.Word18));
        f = L.Lower(f, c, d, e, L.AddWord(w2, 0x0fc19dc6)); b = L.Add(b, f); f = L.Upper(f, g, h, a, ref difference);
        var w3 = L.Add(nonce, L.Broadcast(work.Word19));
        e = L.Lower(e, b, c, d, L.AddWord(w3, 0x240ca1cc)); a = L.Add(a, e); e = L.Upper(e, f, g, h, ref difference);
        var w4 = L.Add(L.SmallSigma1(w2), L.Broadcast(0x80000000));
        d = L.Lower(d, a, b, c, L.AddWord(w4, 0x2de92c6f)); h = L.Add(h, d); d = L.Upper(d, e, f, g, ref difference);
        var w5 = L.SmallSigma1(w3);
        c = L.Lower(c, h, a, b, L.AddWord(w5, 0x4a7484aa)); g = L.Add(g, c); c = L.Upper(c, d, e, f, ref difference);
        var w6 = L.Add(L.SmallSigma1(w4), L.Broadcast(0x00000280));
        b = L.Lower(b, g, h, a, L.AddWord(w6, 0x5cb0a9dc)); f = L.Add(f, b); b = L.Upper(b, c, d, e, ref difference);
        var w7 = L.Add(L.SmallSigma1(w5), w0);
        a = L.Lower(a, f, g, h, L.AddWord(w7, 0x76f988da)); e = L.Add(e, a); a = L.Upper(a, b, c, d, ref difference);
        var w8 = L.Add(L.SmallSigma1(w6), w1);
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
        var w14 = L.Add(L.SmallSigma1(w12), L.AddWord(w7, 0x00a00055));
        b = L.Lower(b, g, h, a, L.AddWord(w14, 0x06ca6351)); f = L.Add(f, b); b = L.Upper(b, c, d, e, ref difference);
        var w15 = L.Add(L.SmallSigma1(w13), L.Add(w8, L.Broadcast(work.Word31)));
        a = L.Lower(a, f, g, h, L.AddWord(w15, 0x14292967)); e = L.Add(e, a); a = L.Upper(a, b, c, d, ref difference);

        w0 = L.Add(L.SmallSigma1(w14), L.Add(w9, L.Broadcast(work.Word32)));
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
        w9 = L.Schedule(w7, w2, w10, w9);
        g = L.Lower(g, d, e, f, L.AddWord(w9, 0x78a5636f)); c = L.Add(c, g); g = L.Upper(g, h, a, b, ref difference);
        w10 = L.Schedule(w8, w3, w11, w10);
        f = L.Lower(f, c, d, e, L.AddWord(w10, 0x84c87814)); b = L.Add(b, f); f = L.Upper(f, g, h, a, ref difference);
        w11 = L.Schedule(w9, w4, w12, w11);
        e = L.Lower(e, b, c, d, L.AddWord(w11, 0x8cc70208)); a = L.Add(a, e); e = L.Upper(e, f, g, h, ref difference);
        w12 = L.Schedule(w10, w5, w13, w12);
        d = L.Lower(d, a, b, c, L.AddWord(w12, 0x90befffa)); h = L.Add(h, d); d = L.Upper(d, e, f, g, ref difference);
        w13 = L.Schedule(w11, w6, w14, w13);
        c = L.Lower(c, h, a, b, L.AddWord(w13, 0xa4506ceb)); g = L.Add(g, c); c = L.Upper(c, d, e, f, ref difference);
        w14 = L.Schedule(w12, w7, w15, w14);
        b = L.Lower(b, g, h, a, L.AddWord(w14, 0xbef9a3f7)); f = L.Add(f, b); b = L.Upper(b, c, d, e, ref difference);
        w15 = L.Schedule(w13, w8, w0, w15);
        a = L.Lower(a, f, g, h, L.AddWord(w15, 0xc67178f2)); e = L.Add(e, a); a = L.Upper(a, b, c, d, ref difference);

        state.A = L.Add(a, L.Broadcast(work.MidstateA));
        state.B = L.Add(b, L.Broadcast(work.MidstateB));
        state.C = L.Add(c, L.Broadcast(work.MidstateC));
        state.D = L.Add(d, L.Broadcast(work.MidstateD));
        state.E = L.Add(e, L.Broadcast(work.MidstateE));
        state.F = L.Add(f, L.Broadcast(work.MidstateF));
        state.G = L.Add(g, L.Broadcast(work.MidstateG));
        state.H = L.Add(h, L.Broadcast(work.MidstateH));
    }
}
