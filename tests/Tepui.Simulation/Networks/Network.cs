using System;
using System.Collections.Generic;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.Networks;

/// <summary>
/// Connections between processes, each a stream both ways: what is sent arrives in order, after a while, or the connection breaks.
/// While two hosts are cut off from each other what is sent between them waits, and arrives late, or the connection is given up.
/// </summary>
public sealed class Network
{
    private readonly Dictionary<(string Host, string Service), Listener> _listeners = [];
    private readonly HashSet<(string, string)> _cuts = [];
    private readonly HashSet<string> _down = new(StringComparer.Ordinal);
    private readonly List<Connection> _open = [];

    internal Network(World world)
    {
        World = world;
        Random = world.RandomFor("network");
    }

    public World World { get; }

    internal Random Random { get; }

    /// <summary>The shortest that anything takes.</summary>
    public TimeSpan ShortestDelay { get; set; } = TimeSpan.FromMicroseconds(200);

    /// <summary>What nearly everything takes at most.</summary>
    public TimeSpan UsualDelay { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How often something takes as long as it likes, up to <see cref="LongestDelay"/>. From 0 to 1.</summary>
    public double SlowRate { get; set; }

    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>When a host gives up what it sent to one it cannot reach.</summary>
    public (TimeSpan Shortest, TimeSpan Longest) GivesUpAfter { get; set; } = (TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(16));

    public IReadOnlyList<Connection> Open => _open;

    /// <summary>Takes connections to a service of the process's host until the process ends.</summary>
    public void Listen(Process process, string service, Action<ConnectionEnd> accept) =>
        _listeners[(process.Host, service)] = new Listener(process, accept);

    /// <summary>Connects to a service of a host; the process is told one of the two.</summary>
    public void Dial(Process from, string host, string service, TimeSpan patience, Action<ConnectionEnd> connected, Action<string> failed)
    {
        int incarnation = from.Incarnation;
        Scheduled? timeout = null;
        bool isOver = false;
        timeout = from.After(patience, () =>
        {
            if (!isOver)
            {
                isOver = true;
                failed($"{host} did not answer");
            }
        });

        Reach(from.Host, host, () =>
        {
            if (isOver || from.Incarnation != incarnation || !from.IsRunning)
                return;
            bool listens = _listeners.TryGetValue((host, service), out Listener? listener);
            Reach(host, from.Host, () =>
            {
                if (isOver || from.Incarnation != incarnation || !from.IsRunning)
                    return;
                isOver = true;
                timeout.Cancel();
                if (!listens || !listener!.Process.IsRunning || _listeners.GetValueOrDefault((host, service)) != listener)
                {
                    from.Deliver(() => failed($"{host} refused the connection"));
                    return;
                }

                var connection = new Connection(this, from, listener.Process);
                _open.Add(connection);
                ConnectionEnd end = connection.Dialer;
                listener.Process.Deliver(() => listener.Accept(connection.Acceptor));
                from.Deliver(() =>
                {
                    if (end.IsOpen)
                        connected(end);
                    else
                        failed("the connection broke at once");
                });
            });
        });
    }

    public bool AreCut(string host, string other) =>
        (_cuts.Count > 0 && _cuts.Contains(Pair(host, other))) || (_down.Count > 0 && (_down.Contains(host) || _down.Contains(other)));

    public bool IsDown(string host) => _down.Contains(host);

    /// <summary>A host without power answers nobody.</summary>
    public void TakeDown(string host) => _down.Add(host);

    public void BringUp(string host)
    {
        if (!_down.Remove(host))
            return;
        foreach (Connection connection in _open.ToArray())
        {
            if (connection.Dialer.Owner.Host == host || connection.Acceptor.Owner.Host == host)
                connection.Mended();
        }
    }

    /// <summary>Cuts two hosts off from each other.</summary>
    public void Cut(string host, string other)
    {
        if (_cuts.Add(Pair(host, other)))
            World.Tell("network", "cuts", $"{host} - {other}");
    }

    public void Mend(string host, string other)
    {
        if (!_cuts.Remove(Pair(host, other)))
            return;
        World.Tell("network", "mends", $"{host} - {other}");
        foreach (Connection connection in _open.ToArray())
        {
            if (Pair(connection.Dialer.Owner.Host, connection.Acceptor.Owner.Host) == Pair(host, other))
                connection.Mended();
        }
    }

    public void MendAll()
    {
        foreach ((string host, string other) in new SortedSet<(string, string)>(_cuts))
            Mend(host, other);
    }

    internal TimeSpan Delay()
    {
        if (SlowRate > 0 && Random.NextDouble() < SlowRate)
            return LongestDelay * Random.NextDouble();
        return ShortestDelay + ((UsualDelay - ShortestDelay) * Random.NextDouble());
    }

    internal void Forget(Connection connection) => _open.Remove(connection);

    internal void StopListening(Process process)
    {
        foreach (((string, string) key, Listener listener) in new List<KeyValuePair<(string, string), Listener>>(_listeners))
        {
            if (listener.Process == process)
                _listeners.Remove(key);
        }
    }

    private void Reach(string from, string to, Action arrived)
    {
        if (!AreCut(from, to))
            World.After(Delay(), arrived);
    }

    private static (string, string) Pair(string host, string other) =>
        string.CompareOrdinal(host, other) <= 0 ? (host, other) : (other, host);

    private sealed record Listener(Process Process, Action<ConnectionEnd> Accept);
}
