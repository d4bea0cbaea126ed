using System;

namespace Tepui.Simulation.Worlds;

/// <summary>Something that is to happen.</summary>
public sealed class Scheduled
{
    internal Scheduled(long ticks, Action run)
    {
        Ticks = ticks;
        Run = run;
    }

    internal long Ticks { get; }

    /// <summary>Null once it was called off.</summary>
    internal Action? Run { get; private set; }

    /// <summary>It does not happen, if it has not yet.</summary>
    public void Cancel() => Run = null;
}
