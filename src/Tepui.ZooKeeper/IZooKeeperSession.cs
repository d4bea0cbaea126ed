using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.ZooKeeper;

/// <summary>
/// One session with a ZooKeeper ensemble: it lives over as many connections, to as many of the servers, as it takes, and ends
/// once. Who wants to go on after its end opens another.
/// </summary>
/// <remarks>
/// Every call waits while the session is not connected, and fails with <see cref="ZooKeeperError.SessionEnded"/> once it has ended.
/// A call whose connection broke before its answer fails with <see cref="ZooKeeperError.ConnectionLoss"/>: it may have been done.
/// All of them throw <see cref="ZooKeeperException"/>.
/// </remarks>
public interface IZooKeeperSession : IAsyncDisposable
{
    /// <summary>As the ensemble knows it; 0 before the first connection.</summary>
    long Id { get; }

    /// <summary>How long the ensemble waits for a silent session, as it was agreed on.</summary>
    TimeSpan Timeout { get; }

    bool IsConnected { get; }

    /// <summary>
    /// Until then the ensemble cannot have ended the session: the moment when the last answered request was sent, and
    /// <see cref="Timeout"/>. By this session's clock.
    /// </summary>
    DateTimeOffset AliveUntil { get; }

    /// <summary>Told, on no particular thread, whenever <see cref="IsConnected"/> or <see cref="AliveUntil"/> changed; must not wait.</summary>
    event Action? Changed;

    /// <summary>Completes when the session is over: ended by the ensemble, refused for its credentials, or closed from here.</summary>
    Task<SessionEnd> Ended { get; }

    /// <returns>The node's path, with the number that the ensemble gave a sequential one.</returns>
    Task<string> CreateAsync(string path, ReadOnlyMemory<byte> data, NodeKind kind, CancellationToken cancellation = default);

    /// <param name="version">Of the data; -1: whatever it is.</param>
    Task DeleteAsync(string path, int version = -1, CancellationToken cancellation = default);

    /// <returns>Null when there is no such node.</returns>
    Task<Watched<NodeStat?>> ExistsAsync(string path, bool watch = false, CancellationToken cancellation = default);

    Task<Watched<NodeData>> GetAsync(string path, bool watch = false, CancellationToken cancellation = default);

    /// <param name="version">Of the data that is replaced; -1: whatever it is. Another is <see cref="ZooKeeperError.BadVersion"/>.</param>
    Task<NodeStat> SetAsync(string path, ReadOnlyMemory<byte> data, int version = -1, CancellationToken cancellation = default);

    /// <returns>Names without their path, in no order.</returns>
    Task<Watched<IReadOnlyList<string>>> ChildrenAsync(string path, bool watch = false, CancellationToken cancellation = default);

    /// <summary>All of it is done or none.</summary>
    Task MultiAsync(IReadOnlyList<NodeOperation> operations, CancellationToken cancellation = default);

    /// <summary>What is read after it is at least as new as what anybody had been told when it was asked for.</summary>
    Task SyncAsync(string path, CancellationToken cancellation = default);
}
