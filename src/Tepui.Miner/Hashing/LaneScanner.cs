using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tepui.Miner.Hashing;

/// <summary>The scan itself, compiled once for each kind of lanes.</summary>
internal sealed class LaneScanner<TLanes, TVector>(string name) : NonceScanner(name, TLanes.Count)
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override ScanResult Scan(ScanWork work, uint first, long count, Span<uint> hits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, NonceCount - first);
        ArgumentOutOfRangeException.ThrowIfLessThan(hits.Length, Lanes);

        var found = 0;
        var mask = TLanes.Broadcast(work.LastWordMask);
        Unsafe.SkipInit(out LaneState<TVector> state);
        for (long done = 0; done < count; done += TLanes.Count)
        {
            var nonce = (uint)(first + done);
            FirstHash<TLanes, TVector>.Run(work, nonce, ref state);
            var candidates = TLanes.LanesWithout(SecondHash<TLanes, TVector>.LastWord(ref state), mask);
            if (candidates == 0) continue;

            found += Confirm(work, nonce, count - done, candidates, hits[found..]);
            if (hits.Length - found < TLanes.Count) return new ScanResult(Math.Min(done + TLanes.Count, count), found);
        }

        return new ScanResult(count, found);
    }

    // The last word says only that a nonce is worth a whole look; and the last batch may reach beyond the range.
    private static int Confirm(ScanWork work, uint nonce, long left, uint candidates, Span<uint> hits)
    {
        var found = 0;
        for (; candidates != 0; candidates &= candidates - 1)
        {
            var lane = BitOperations.TrailingZeroCount(candidates);
            if (lane >= left) break;
            if (work.Meets(nonce + (uint)lane)) hits[found++] = nonce + (uint)lane;
        }

        return found;
    }
}
