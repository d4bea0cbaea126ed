using System;
using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.StatusUpdates;

/// <summary>What an acknowledgement meant to a stream.</summary>
public enum Acknowledgement
{
    /// <summary>It is for the update that waited for it.</summary>
    Accepted,

    /// <summary>It is for the update before, once more; a retry crossed it.</summary>
    Repeated,

    /// <summary>It is for no update that was sent.</summary>
    Unexpected,
}

/// <summary>
/// A task's status updates in their order. One at a time waits for its acknowledgement and is sent again with a doubling
/// back-off until that comes; the others wait behind it.
/// </summary>
public sealed class StatusStream
{
    /// <summary>Until an update is sent a second time.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(10);

    /// <summary>The longest between two sendings.</summary>
    public static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(10);

    /// <summary>How many updates of an executor's are known again when it repeats them.</summary>
    public const int LongestMemory = 1024;

    private readonly Queue<TaskStatus> _waiting = new(4);
    private HashSet<ByteString>? _seen;
    private Queue<ByteString>? _seenInOrder;
    private ByteString? _lastAcknowledged;
    private TimeSpan _interval = FirstRetry;

    /// <summary>The update that is to be acknowledged next, or null.</summary>
    public TaskStatus? Outstanding => _waiting.TryPeek(out TaskStatus? head) ? head : null;

    /// <summary>All that is not acknowledged, oldest first.</summary>
    public IReadOnlyCollection<TaskStatus> Waiting => _waiting;

    /// <summary>When the outstanding update is to be sent again; null while it has not been sent.</summary>
    public DateTimeOffset? RetryAt { get; private set; }

    /// <summary>The terminal update was acknowledged: nothing more can come.</summary>
    public bool Finished { get; private set; }

    /// <summary>Adds an update; true when it is now the outstanding one.</summary>
    public bool Add(TaskStatus status)
    {
        _waiting.Enqueue(status);
        return _waiting.Count == 1;
    }

    /// <summary>The uuids that <see cref="Remember"/> was told, oldest first.</summary>
    public IReadOnlyCollection<ByteString> Seen => _seenInOrder ?? (IReadOnlyCollection<ByteString>)[];

    /// <summary>Notes an update of an executor's, which may send it again; false when it is known already.</summary>
    public bool Remember(ByteString uuid)
    {
        _seen ??= [];
        _seenInOrder ??= new Queue<ByteString>();
        if (!_seen.Add(uuid))
        {
            return false;
        }

        _seenInOrder.Enqueue(uuid);
        if (_seenInOrder.Count > LongestMemory)
        {
            _seen.Remove(_seenInOrder.Dequeue());
        }

        return true;
    }

    /// <summary>Whether <see cref="Remember"/> was told of an update.</summary>
    public bool Knows(ByteString uuid) => _seen?.Contains(uuid) == true;

    /// <summary>The outstanding update goes out now.</summary>
    public void Sent(DateTimeOffset now)
    {
        RetryAt = now + _interval;
        _interval = _interval * 2 < LongestRetry ? _interval * 2 : LongestRetry;
    }

    /// <summary>A new master: what is outstanding is sent anew, with the first back-off.</summary>
    public void Rewind()
    {
        RetryAt = null;
        _interval = FirstRetry;
    }

    /// <summary>Takes an acknowledgement; when accepted the next update, if any, is outstanding.</summary>
    public Acknowledgement Acknowledge(ByteString uuid)
    {
        if (!_waiting.TryPeek(out TaskStatus? head) || !head.Uuid.Equals(uuid))
        {
            return uuid.Equals(_lastAcknowledged) ? Acknowledgement.Repeated : Acknowledgement.Unexpected;
        }

        _waiting.Dequeue();
        _lastAcknowledged = uuid;
        Finished = TaskStates.IsTerminal(head.State);
        Rewind();
        return Acknowledgement.Accepted;
    }
}
