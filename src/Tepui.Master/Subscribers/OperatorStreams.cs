using System;
using System.Collections.Generic;
using System.Threading;
using Tepui.Http.Streams;
using Tepui.Kernel.Master.Subscribers;
using Tepui.Kernel.Master.Views;
using Tepui.Master.Endpoints.State;

namespace Tepui.Master.Subscribers;

/// <summary>
/// Carries the operator event stream to its subscribers, beside the loop: the loop only adds to a list. Events are made and
/// encoded once for all who read the same encoding, and all that gathered between two rounds goes out in one write for each.
/// </summary>
internal sealed class OperatorStreams : IDisposable
{
    /// <summary>
    /// What a round is taken to cost for one subscriber. The next round waits that long: with a thousand subscribers writes
    /// would otherwise be most of what the machine does, while twenty milliseconds more are nothing to who reads a log of events.
    /// </summary>
    private static readonly TimeSpan PausePerSubscriber = TimeSpan.FromMicroseconds(20);

    private static readonly TimeSpan MaximumPause = TimeSpan.FromMilliseconds(25);

    /// <summary>Shorter ones are not worth a timer.</summary>
    private static readonly TimeSpan MinimumPause = TimeSpan.FromMilliseconds(1);

    private readonly KeptParts _kept;
    private readonly Lock _gate = new();
    private readonly List<Audience> _audiences = [];
    private readonly Timer _timer;
    private List<Item> _arrived = [];
    private List<Item> _batch = [];
    private bool _running;
    private TimeSpan _pause;
    private long _lastRound;

    public OperatorStreams(KeptParts kept)
    {
        _kept = kept;
        _timer = new Timer(static self => ((OperatorStreams)self!).Run(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>How streams begin that are opened with a view.</summary>
    public OperatorSnapshot Snapshot(MasterView view, TimeSpan heartbeatInterval)
    {
        _kept.Reading(view);
        return new OperatorSnapshot(view, heartbeatInterval);
    }

    /// <summary>Begins a stream; it gets what is published after this.</summary>
    public void Open(BlockStream stream, OperatorSnapshot snapshot) => Add(new Item(null, stream, snapshot));

    /// <summary>Ends a stream once it was written all that was published before; also of one that was never begun, or is gone.</summary>
    public void Leave(BlockStream stream)
    {
        Add(new Item(null, stream, null));
        Flush();
    }

    /// <summary>Sends a change to all streams with the next <see cref="Flush"/>.</summary>
    public void Publish(OperatorChange change) => Add(new Item(change, null, null));

    /// <summary>Lets what was added since go out.</summary>
    public void Flush()
    {
        TimeSpan wait;
        lock (_gate)
        {
            if (_running || _arrived.Count == 0)
            {
                return;
            }

            _running = true;
            wait = _pause > TimeSpan.Zero ? _pause - TimeProvider.System.GetElapsedTime(_lastRound) : TimeSpan.Zero;
        }

        if (wait >= MinimumPause)
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static self => self.Run(), this, preferLocal: false);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Add(Item item)
    {
        lock (_gate)
        {
            _arrived.Add(item);
        }
    }

    private void Run()
    {
        lock (_gate)
        {
            (_arrived, _batch) = (_batch, _arrived);
        }

        foreach (Item item in _batch)
        {
            Carry(item);
        }

        _batch.Clear();
        int subscribers = 0;
        for (int i = _audiences.Count - 1; i >= 0; i--)
        {
            _audiences[i].Write();
            subscribers += _audiences[i].Count;
            if (_audiences[i].Count == 0)
            {
                _audiences.RemoveAt(i);
            }
        }

        TimeSpan pause = PausePerSubscriber * subscribers;
        lock (_gate)
        {
            _running = false;
            _lastRound = TimeProvider.System.GetTimestamp();
            _pause = pause < MinimumPause ? TimeSpan.Zero : pause < MaximumPause ? pause : MaximumPause;
        }

        Flush();
    }

    private void Carry(Item item)
    {
        if (item.Change is { } change)
        {
            Mesos.V1.Master.Event? message = null;
            foreach (Audience audience in _audiences)
            {
                audience.Append(message ??= OperatorEvents.Of(change));
            }
        }
        else if (item.Snapshot is { } snapshot)
        {
            AudienceOf(item.Stream!).Join(item.Stream!, snapshot);
        }
        else
        {
            AudienceOf(item.Stream!).Leave(item.Stream!);
        }
    }

    private Audience AudienceOf(BlockStream stream)
    {
        foreach (Audience audience in _audiences)
        {
            if (audience.Encoding == stream.Encoding && audience.Chunked == stream.Chunked)
            {
                return audience;
            }
        }

        var created = new Audience(stream.Encoding, stream.Chunked);
        _audiences.Add(created);
        return created;
    }

    /// <summary>A change for all; a stream with a snapshot that begins; or a stream that ends.</summary>
    private readonly record struct Item(OperatorChange? Change, BlockStream? Stream, OperatorSnapshot? Snapshot);
}
