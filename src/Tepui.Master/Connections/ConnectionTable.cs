using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using Tepui.Kernel;

namespace Tepui.Master.Connections;

/// <summary>The open streams and channels by the numbers the machine knows them by.</summary>
internal sealed class ConnectionTable
{
    private readonly ConcurrentDictionary<ConnectionId, IConnection> _open = new();
    private long _last;

    /// <summary>A number never used before.</summary>
    public ConnectionId NewId() => new(Interlocked.Increment(ref _last));

    public void Add(ConnectionId id, IConnection connection) => _open[id] = connection;

    public bool TryFind(ConnectionId id, [NotNullWhen(true)] out IConnection? connection) => _open.TryGetValue(id, out connection);

    /// <summary>Forgets a connection; false when that happened already.</summary>
    public bool Remove(ConnectionId id) => _open.TryRemove(id, out _);
}
