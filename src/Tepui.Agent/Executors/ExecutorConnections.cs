using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using Mesos.V1.Executor;
using Tepui.Endpoints.Requests;
using Tepui.Http.Streams;
using Tepui.Kernel;

namespace Tepui.Agent.Executors;

/// <summary>The event streams of subscribed executors, by the numbers the machine knows them by, and requests that wait for its word.</summary>
internal sealed class ExecutorConnections
{
    private readonly ConcurrentDictionary<ConnectionId, EventStream> _open = new();
    private readonly List<EventStream> _dirty = [];
    private long _last;

    public PendingReplies Replies { get; } = new("Agent");

    public ConnectionId Add(EventStream stream)
    {
        var connection = new ConnectionId(Interlocked.Increment(ref _last));
        _open[connection] = stream;
        return connection;
    }

    /// <summary>Forgets a stream; false when that happened already.</summary>
    public bool Remove(ConnectionId connection) => _open.TryRemove(connection, out _);

    /// <summary>Keeps an event for the next <see cref="Flush"/>; used by the loop only, as all that follows. One that broke is passed over.</summary>
    public void Send(ConnectionId connection, Event message)
    {
        if (!_open.TryGetValue(connection, out EventStream? stream))
            return;
        stream.Send(message);
        if (!_dirty.Contains(stream))
            _dirty.Add(stream);
    }

    /// <summary>Ends a stream after what was sent before.</summary>
    public void Close(ConnectionId connection)
    {
        if (!_open.TryRemove(connection, out EventStream? stream))
            return;
        stream.Flush();
        stream.Complete();
    }

    public void Flush()
    {
        if (_dirty.Count == 0)
            return;
        foreach (EventStream stream in _dirty)
            stream.Flush();
        _dirty.Clear();
    }

    /// <summary>The agent's process ends: executors see their streams break off, and subscribe to its next one.</summary>
    public void CloseAll()
    {
        foreach (ConnectionId connection in _open.Keys)
            Close(connection);
        Replies.Abandon();
    }
}
