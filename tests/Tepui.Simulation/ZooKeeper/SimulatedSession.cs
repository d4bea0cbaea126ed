using System;
using System.Collections.Generic;
using Tepui.Simulation.Networks;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.ZooKeeper;

/// <summary>
/// A process's session with the ensemble, as Tepui.ZooKeeper's: over many connections, pinging at a third of its time-out, giving up
/// a silent connection at two thirds, over when the ensemble says so or must be taken to have ended it.
/// </summary>
public sealed class SimulatedSession
{
    private static readonly TimeSpan DialPatience = TimeSpan.FromSeconds(3);

    private readonly Process _owner;
    private readonly TimeSpan _timeout;
    private readonly SortedDictionary<long, (TimeSpan SentAt, Action<object?> Answered)> _outstanding = [];
    private readonly List<Action> _waiting = [];
    private ConnectionEnd? _connection;
    private long _id;
    private long _numbers;
    private TimeSpan _connectSent;
    private TimeSpan _heard;
    private Scheduled? _pinging;
    private Scheduled? _ending;

    public SimulatedSession(Process owner, TimeSpan timeout)
    {
        _owner = owner;
        _timeout = timeout;
        Dial();
    }

    /// <summary>0 before the first connection.</summary>
    public long Id => _id;

    public bool IsOver { get; private set; }

    public bool IsConnected { get; private set; }

    /// <summary>Until then the ensemble cannot have ended the session, by the world's time; null before the first connection.</summary>
    public DateTimeOffset? AliveUntil { get; private set; }

    /// <summary>Told when <see cref="AliveUntil"/> has grown.</summary>
    public Action Extended { get; set; } = static () => { };

    /// <summary>Told at each connection.</summary>
    public Action Connected { get; set; } = static () => { };

    /// <summary>Told when what was watched may have changed.</summary>
    public Action WatchFired { get; set; } = static () => { };

    /// <summary>Told once, when it is over and was not closed from here.</summary>
    public Action<string> Ended { get; set; } = static _ => { };

    private World World => _owner.World;

    /// <param name="done">Given the node's whole name; null when the connection broke: it may have been made.</param>
    public void Create(string prefix, byte[] data, Action<string?> done) =>
        Ask(number => new CreateRequest(number, prefix, data), answer => done((answer as CreateAnswer)?.Name));

    /// <param name="done">Given whole names and nodes; null when the connection broke.</param>
    public void Children(string path, bool watch, Action<IReadOnlyList<KeyValuePair<string, Node>>?> done) =>
        Ask(number => new ChildrenRequest(number, path, watch), answer => done((answer as ChildrenAnswer)?.Children));

    /// <param name="done">Whether there was an answer, and the node.</param>
    public void Get(string path, Action<bool, Node?> done) =>
        Ask(number => new GetRequest(number, path), answer => done(answer is GetAnswer, (answer as GetAnswer)?.Node));

    /// <param name="done">Whether there was an answer, and the new version, null when the one to be replaced was another.</param>
    public void Set(string path, byte[] data, int version, Action<bool, int?> done) =>
        Ask(number => new SetRequest(number, path, data, version), answer => done(answer is SetAnswer, (answer as SetAnswer)?.Version));

    /// <summary>Takes leave of the ensemble; nothing more is told.</summary>
    public void Close()
    {
        if (IsOver)
            return;
        if (IsConnected)
            _connection!.Send(new CloseRequest(++_numbers));
        Over();
    }

    private void Dial() => World.Network.Dial(
        _owner,
        ZooKeeperModel.HostName,
        ZooKeeperModel.Service,
        DialPatience,
        end =>
        {
            if (IsOver)
            {
                end.Close();
                return;
            }

            _connection = end;
            end.Received = payload => Take(end, (Answer)payload);
            end.Closed = _ => Lost(end);
            _connectSent = World.Elapsed;
            _heard = World.Elapsed;
            end.Send(new ConnectRequest(_id, _timeout));
            PingLater(end);
        },
        _ => DialLater());

    private void DialLater()
    {
        if (!IsOver)
            _owner.After(TimeSpan.FromMilliseconds(100 + (900 * World.Network.Random.NextDouble())), Redial);
    }

    private void Redial()
    {
        if (!IsOver)
            Dial();
    }

    private void Take(ConnectionEnd end, Answer answer)
    {
        if (end != _connection || IsOver)
            return;
        _heard = World.Elapsed;
        switch (answer)
        {
            case ConnectAnswer connect:
                _id = connect.Session;
                IsConnected = true;
                Extend(_connectSent);
                Connected();
                foreach (Action waiting in _waiting.ToArray())
                    waiting();
                _waiting.Clear();
                break;
            case ExpiredAnswer:
                Expire("the ensemble ended it");
                break;
            case WatchAnswer:
                WatchFired();
                break;
            default:
                Complete(NumberOf(answer), answer);
                break;
        }
    }

    private static long NumberOf(Answer answer) => answer switch
    {
        DoneAnswer done => done.Number,
        CreateAnswer create => create.Number,
        ChildrenAnswer children => children.Number,
        GetAnswer get => get.Number,
        SetAnswer set => set.Number,
        _ => throw new InvalidOperationException($"a session does not know {answer.GetType().Name}"),
    };

    private void Complete(long number, object? answer)
    {
        if (!_outstanding.Remove(number, out (TimeSpan SentAt, Action<object?> Answered) request))
            return;
        if (answer is not null)
            Extend(request.SentAt);
        request.Answered(answer);
    }

    private void Ask(Func<long, Request> make, Action<object?> answered)
    {
        if (IsOver)
            return;
        if (!IsConnected)
        {
            _waiting.Add(() => Ask(make, answered));
            return;
        }

        long number = ++_numbers;
        _outstanding.Add(number, (World.Elapsed, answered));
        _connection!.Send(make(number));
    }

    private void Extend(TimeSpan sentAt)
    {
        DateTimeOffset until = World.Now - World.Elapsed + sentAt + _timeout;
        if (AliveUntil >= until)
            return;
        AliveUntil = until;
        Extended();
    }

    private void PingLater(ConnectionEnd end)
    {
        _pinging?.Cancel();
        _pinging = _owner.After(_timeout / 3, () => Ping(end));
    }

    private void Ping(ConnectionEnd end)
    {
        if (end != _connection || IsOver)
            return;
        if (World.Elapsed - _heard >= _timeout * 2 / 3)
        {
            end.Close();
            Lost(end);
            return;
        }

        if (IsConnected)
            Ask(static number => new PingRequest(number), static _ => { });
        PingLater(end);
    }

    private void Lost(ConnectionEnd end)
    {
        if (end != _connection || IsOver)
            return;
        _connection = null;
        IsConnected = false;
        _pinging?.Cancel();
        foreach (long number in new List<long>(_outstanding.Keys))
            Complete(number, null);
        if (IsOver)
            return;
        if (AliveUntil is { } until)
        {
            _ending?.Cancel();
            _ending = _owner.After(until - World.Now, () =>
            {
                if (!IsOver && !IsConnected && AliveUntil == until)
                    Expire("nobody was reached for the session's time-out");
            });
        }

        DialLater();
    }

    private void Expire(string why)
    {
        if (IsOver)
            return;
        Over();
        Ended(why);
    }

    private void Over()
    {
        IsOver = true;
        IsConnected = false;
        _pinging?.Cancel();
        _ending?.Cancel();
        _outstanding.Clear();
        _waiting.Clear();
        _connection?.Close();
        _connection = null;
    }
}
