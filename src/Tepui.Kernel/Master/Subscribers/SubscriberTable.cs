using System.Collections.Generic;

namespace Tepui.Kernel.Master.Subscribers;

/// <summary>Who is subscribed to the operator event stream, in the order they came, and who waits for the snapshot.</summary>
/// <param name="maximum">So many at once (--max_operator_event_stream_subscribers).</param>
internal sealed class SubscriberTable(int maximum)
{
    private readonly OrderedIndex<ConnectionId, ConnectionId> _open = new();
    private readonly OrderedIndex<ConnectionId, ConnectionId> _joining = new();

    /// <summary>Those who get events.</summary>
    public int Count => _open.Count;

    public bool HasJoining => _joining.Count > 0;

    /// <summary>Takes one in; it gets events once the batch of inputs is done and it was sent how things stand.</summary>
    public void Join(ConnectionId connection) => _joining.Add(connection, connection);

    public bool Remove(ConnectionId connection) => _open.Remove(connection) || _joining.Remove(connection);

    /// <summary>Those who joined since the last time; they get events from now on.</summary>
    public IReadOnlyList<ConnectionId> Open()
    {
        var joined = _joining.Snapshot();
        foreach (var connection in joined)
        {
            _joining.Remove(connection);
            _open.Add(connection, connection);
        }

        return joined;
    }

    /// <summary>Those there is no room for any more: the oldest, who are forgotten.</summary>
    public IEnumerable<ConnectionId> Evict()
    {
        while (_open.Count > maximum)
        {
            var oldest = _open.First;
            _open.Remove(oldest);
            yield return oldest;
        }
    }
}
