using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Miner.Server;

/// <summary>Where a mining server's work comes from, and where what comes of it goes.</summary>
public interface IWorkSource : IDisposable
{
    /// <summary>Makes the pool, once all is known that it takes; this may wait for others.</summary>
    /// <exception cref="MinerException">It cannot go on: a wrong address.</exception>
    Task<MiningPool> OpenAsync(PoolSettings settings, CancellationToken cancellation);

    /// <summary>Gives the pool its work until cancelled.</summary>
    /// <param name="working">To be called once there is work, and may be again.</param>
    Task RunAsync(MiningPool pool, Action working, CancellationToken cancellation);

    /// <summary>A worker found a block.</summary>
    void Found(FoundBlock block);

    /// <summary>Comes every second.</summary>
    void Tick();
}
