using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Tepui.Simulation.Networks;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.ZooKeeper;

/// <summary>
/// An ensemble, as its clients see it: writes in one order, reads from a server that may lag behind, sessions that end when nothing
/// was heard of them, watches that come late. It may be away as a whole; then no session ends, and each has its whole time-out
/// afterwards.
/// </summary>
public sealed class ZooKeeperModel : Process
{
    public const string HostName = "zookeeper";
    public const string Service = "zookeeper";

    private static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(12);

    private readonly Random _random;
    private readonly SortedDictionary<long, Session> _sessions = [];
    private readonly List<(TimeSpan At, ImmutableSortedDictionary<string, Node> Tree)> _history = [];
    private readonly SortedDictionary<long, ServerConnection> _connections = [];
    private ImmutableSortedDictionary<string, Node> _tree = ImmutableSortedDictionary.Create<string, Node>(StringComparer.Ordinal);
    private long _transactions;
    private long _sequence;
    private long _lastSession;
    private long _lastConnection;

    public ZooKeeperModel(World world)
        : base(world, HostName, "zookeeper")
    {
        _random = world.RandomFor("zookeeper");
        _history.Add((TimeSpan.Zero, _tree));
    }

    /// <summary>Sessions are ended at ticks: up to this later than they might be.</summary>
    public TimeSpan Tick { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a connection is to a server that lags far behind. From 0 to 1.</summary>
    public double LagRate { get; set; }

    public int Sessions => _sessions.Count;

    /// <summary>Told who has set, over which session, which node's data, when it is so.</summary>
    public Action<string, long, string, byte[]> Written { get; set; } = static (_, _, _, _) => { };

    /// <summary>The present data of a node, as nobody who asks over a network can be sure to see it.</summary>
    public byte[]? Peek(string path) => _tree.GetValueOrDefault(path)?.Data;

    /// <summary>Ends the session of a process at once, as when an administrator or a lost quorum does.</summary>
    public void Expire(Process client)
    {
        foreach (Session session in _sessions.Values.Where(session => session.Client == client.Name).ToList())
            End(session, "as asked");
    }

    protected override void OnStart()
    {
        foreach (Session session in _sessions.Values)
        {
            session.Heard = World.Elapsed;
            Watch(session);
        }

        World.Network.Listen(this, Service, Accept);
    }

    protected override void OnEnd() => _connections.Clear();

    private void Accept(ConnectionEnd end)
    {
        TimeSpan lag = LagRate > 0 && _random.NextDouble() < LagRate
            ? LongestLag * 0.8 * _random.NextDouble()
            : TimeSpan.FromMilliseconds(5 * _random.NextDouble());
        var connection = new ServerConnection(++_lastConnection, end, lag);
        _connections.Add(connection.Number, connection);
        end.Closed = _ => _connections.Remove(connection.Number);
        end.Received = payload => Take(connection, (Request)payload);
    }

    private void Take(ServerConnection connection, Request request)
    {
        if (request is ConnectRequest connect)
        {
            Connect(connection, connect);
            return;
        }

        if (connection.Session is not { IsOver: false } session)
        {
            Refuse(connection);
            return;
        }

        session.Heard = World.Elapsed;
        switch (request)
        {
            case PingRequest ping:
                connection.End.Send(new DoneAnswer(ping.Number));
                break;
            case CreateRequest create:
                string name = create.Prefix + (_sequence++).ToString("D10", CultureInfo.InvariantCulture);
                Write(_tree.Add(name, new Node(create.Data, 0, _transactions + 1, session.Id)), name);
                AnswerAfterLag(connection, new CreateAnswer(create.Number, name));
                break;
            case ChildrenRequest children:
                AnswerAfterLag(connection, () => Children(connection, children));
                break;
            case GetRequest get:
                AnswerAfterLag(connection, () => new GetAnswer(get.Number, Seen(connection).GetValueOrDefault(get.Path)));
                break;
            case SetRequest set:
                Node? present = _tree.GetValueOrDefault(set.Path);
                if ((present?.Version ?? -1) != set.Version)
                {
                    AnswerAfterLag(connection, new SetAnswer(set.Number, null));
                    break;
                }

                Node written = present is null ? new Node(set.Data, 0, _transactions + 1, 0) : present with { Data = set.Data, Version = present.Version + 1 };
                Write(_tree.SetItem(set.Path, written), set.Path);
                Written(session.Client, session.Id, set.Path, set.Data);
                AnswerAfterLag(connection, new SetAnswer(set.Number, written.Version));
                break;
            case CloseRequest:
                End(session, "closed by its client");
                break;
            default:
                throw new InvalidOperationException($"the ZooKeeper model does not know {request.GetType().Name}");
        }
    }

    private void Connect(ServerConnection connection, ConnectRequest connect)
    {
        Session? session;
        if (connect.Session == 0)
        {
            session = new Session(++_lastSession, connection.End.Peer.Name, connect.Timeout) { Heard = World.Elapsed };
            _sessions.Add(session.Id, session);
            Watch(session);
        }
        else if (!_sessions.TryGetValue(connect.Session, out session))
        {
            Refuse(connection);
            return;
        }

        foreach (ServerConnection other in _connections.Values.Where(other => other.Session == session).ToList())
        {
            other.End.Close();
            _connections.Remove(other.Number);
        }

        session.Heard = World.Elapsed;
        connection.Session = session;
        connection.NotBefore = session.Seen;
        connection.End.Send(new ConnectAnswer(session.Id, session.Timeout));
    }

    private void Refuse(ServerConnection connection)
    {
        connection.End.Send(new ExpiredAnswer());
        connection.End.Close();
        _connections.Remove(connection.Number);
    }

    private ChildrenAnswer Children(ServerConnection connection, ChildrenRequest request)
    {
        string prefix = request.Path + "/";
        ImmutableSortedDictionary<string, Node> seen = Seen(connection);
        if (request.Watch && seen == _tree)
        {
            connection.Watched = request.Path;
        }
        else if (request.Watch)
        {
            // The change is there already, and has not come to this server yet.
            connection.Watched = null;
            After(_history[^1].At + connection.Lag - World.Elapsed, () => connection.End.Send(new WatchAnswer(request.Path)));
        }

        return new ChildrenAnswer(
            request.Number,
            [.. seen.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && pair.Value.Owner != 0)]);
    }

    /// <summary>The tree as the connection's server has it by now; never older than what the session has seen.</summary>
    private ImmutableSortedDictionary<string, Node> Seen(ServerConnection connection)
    {
        TimeSpan until = World.Elapsed - connection.Lag;
        int at = _history.Count - 1;
        while (at > 0 && _history[at].At > until && _history[at].At > connection.NotBefore)
            at--;
        connection.NotBefore = _history[at].At > connection.NotBefore ? _history[at].At : connection.NotBefore;
        connection.Session!.Seen = connection.NotBefore;
        return _history[at].Tree;
    }

    private void Write(ImmutableSortedDictionary<string, Node> tree, string path)
    {
        _transactions++;
        _tree = tree;
        _history.Add((World.Elapsed, tree));
        while (_history.Count > 1 && _history[1].At < World.Elapsed - LongestLag)
            _history.RemoveAt(0);
        foreach (ServerConnection connection in _connections.Values)
        {
            if (connection.Watched is { } watched && path.StartsWith(watched, StringComparison.Ordinal) && !IsRegistry(path))
            {
                connection.Watched = null;
                AnswerAfterLag(connection, new WatchAnswer(watched));
            }
        }
    }

    private static bool IsRegistry(string path) => path.EndsWith("registry", StringComparison.Ordinal);

    private void AnswerAfterLag(ServerConnection connection, Answer answer) => AnswerAfterLag(connection, () => answer);

    private void AnswerAfterLag(ServerConnection connection, Func<Answer> answer)
    {
        // One that writes has seen what it wrote, and what was written before.
        TimeSpan at = World.Elapsed + connection.Lag;
        connection.NextAnswer = at > connection.NextAnswer ? at : connection.NextAnswer;
        After(connection.NextAnswer - World.Elapsed, () =>
        {
            if (connection.Session is not { IsOver: false })
                return;
            connection.End.Send(answer());
        });
    }

    private void Watch(Session session) => After(session.Timeout + (Tick * _random.NextDouble()), () =>
    {
        if (session.IsOver)
            return;
        if (World.Elapsed - session.Heard >= session.Timeout)
            End(session, "nothing was heard of it");
        else
            WatchRest(session);
    });

    private void WatchRest(Session session) =>
        After(session.Heard + session.Timeout - World.Elapsed + (Tick * _random.NextDouble()), () =>
        {
            if (session.IsOver)
                return;
            if (World.Elapsed - session.Heard >= session.Timeout)
                End(session, "nothing was heard of it");
            else
                WatchRest(session);
        });

    private void End(Session session, string why)
    {
        session.IsOver = true;
        _sessions.Remove(session.Id);
        World.Tell(Name, "ends a session", $"{session.Id} of {session.Client}: {why}");
        foreach (string path in _tree.Where(pair => pair.Value.Owner == session.Id).Select(pair => pair.Key).ToList())
            Write(_tree.Remove(path), path);
        foreach (ServerConnection connection in _connections.Values.Where(connection => connection.Session == session).ToList())
            Refuse(connection);
    }

    private sealed class Session(long id, string client, TimeSpan timeout)
    {
        public long Id => id;

        public string Client => client;

        public TimeSpan Timeout => timeout;

        public TimeSpan Heard { get; set; }

        /// <summary>The newest that it was shown.</summary>
        public TimeSpan Seen { get; set; }

        public bool IsOver { get; set; }
    }

    private sealed class ServerConnection(long number, ConnectionEnd end, TimeSpan lag)
    {
        public long Number => number;

        public ConnectionEnd End => end;

        public TimeSpan Lag => lag;

        public Session? Session { get; set; }

        public string? Watched { get; set; }

        public TimeSpan NotBefore { get; set; }

        public TimeSpan NextAnswer { get; set; }
    }
}
