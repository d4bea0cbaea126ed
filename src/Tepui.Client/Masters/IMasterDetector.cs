using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Client.Masters;

/// <summary>Knows which master to turn to. Safe to ask from several threads.</summary>
public interface IMasterDetector : IAsyncDisposable
{
    /// <summary>
    /// Why no master is known at present, in a clause for people; null when one is. It never shows a password.
    /// </summary>
    string? Problem { get; }

    /// <summary>
    /// The master to turn to; while none is known, waits for one. Who could not reach the one it got before asks again: where several
    /// addresses are known, each call gives the next.
    /// </summary>
    /// <exception cref="MesosException">
    /// It cannot be learnt until somebody mends something, e.g. because ZooKeeper refuses the credentials: <see cref="MesosException.IsRefusal"/>.
    /// </exception>
    Task<DetectedMaster> DetectAsync(CancellationToken cancellationToken = default);
}
