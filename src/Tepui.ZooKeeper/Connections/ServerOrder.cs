using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.ZooKeeper.Connections;

/// <summary>Which server is asked next: all of them in an order of this session's own, round and round.</summary>
internal sealed class ServerOrder
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly ServerAddress[] _servers;
    private readonly Random _random;
    private int _next;
    private int _failures;

    public ServerOrder(IReadOnlyList<ServerAddress> servers, Random random)
    {
        _servers = [.. servers];
        _random = random;
        random.Shuffle(_servers);
    }

    public int Count => _servers.Length;

    public ServerAddress Next() => _servers[_next++ % _servers.Length];

    public void Succeeded() => _failures = 0;

    /// <returns>How long to wait before the next: nothing until all have failed, then longer from round to round, and not all clients at once.</returns>
    /// <param name="patience">A tenth of it is the longest pause.</param>
    public TimeSpan Failed(TimeSpan patience)
    {
        _failures++;
        if (_failures % _servers.Length != 0)
            return TimeSpan.Zero;
        int round = Math.Min(_failures / _servers.Length, 10);
        TimeSpan pause = new[] { ShortestPause * Math.Pow(2, round - 1), LongestPause, patience / 10 }.Min();
        return pause * (0.5 + _random.NextDouble() / 2);
    }
}
