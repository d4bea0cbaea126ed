using System;
using Tepui.Miner.Framework.Stores;

namespace Tepui.Simulation.Frameworks;

/// <summary>What the miner keeps, whichever of its schedulers runs.</summary>
public sealed class MinerDisk
{
    public MinerState State { get; set; } = MinerState.Empty;
}

/// <summary>
/// Keeps the miner's state after a while, in the order it was asked to; a scheduler that dies meanwhile may have kept it, and never
/// have known.
/// </summary>
internal sealed class MinerStore(SimulatedFramework process, MinerDisk disk, Random random) : IMinerStore
{
    private TimeSpan _last;

    public MinerState Load() => disk.State;

    public void Save(MinerState state, Action? kept = null)
    {
        var now = process.World.Elapsed;
        var at = now + (TimeSpan.FromMilliseconds(20) * random.NextDouble());
        at = at > _last ? at : _last;
        _last = at;
        var answered = at + (TimeSpan.FromMilliseconds(5) * random.NextDouble());
        _last = answered;
        int run = process.Incarnation;
        process.World.After(at - now, () =>
        {
            if (process.Incarnation == run)
            {
                disk.State = state;
            }
        });
        process.After(answered - now, () => kept?.Invoke());
    }
}
