using System;

namespace Tepui.Miner.Framework.Stores;

/// <summary>Keeps the scheduler's state where it outlives the scheduler.</summary>
public interface IMinerStore
{
    /// <summary>What was kept last; <see cref="MinerState.Empty"/> when nothing ever was.</summary>
    /// <exception cref="MinerException">There is something, but it cannot be read.</exception>
    MinerState Load();

    /// <summary>Keeps this state in place of the one before, whole or not at all.</summary>
    /// <param name="kept">
    /// Called once it is kept, in the order of the calls; never when it could not be. What is done there can be relied on to be known to
    /// whoever comes after.
    /// </param>
    /// <exception cref="MinerException">It cannot be kept.</exception>
    void Save(MinerState state, Action? kept = null);
}
