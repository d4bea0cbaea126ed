using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tepui.Miner.Server;

namespace Tepui.Miner.Upstream;

/// <summary>What one upstream pool made of our shares, over all connections to it. Safe to use from any thread.</summary>
internal sealed class UpstreamTally
{
    private const int GreatestReasons = 32;
    private const string OtherReasons = "other";
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _rejected = new(StringComparer.Ordinal);
    private long _accepted;
    private long _unanswered;

    public void Accepted()
    {
        lock (_gate)
            _accepted++;
    }

    /// <param name="reason">The pool's own words; a pool that always finds new ones does not fill the memory.</param>
    public void Rejected(string reason)
    {
        lock (_gate)
        {
            var key = _rejected.ContainsKey(reason) || _rejected.Count < GreatestReasons ? reason : OtherReasons;
            _rejected[key] = _rejected.GetValueOrDefault(key) + 1;
        }
    }

    public void Unanswered(long count)
    {
        lock (_gate)
            _unanswered += count;
    }

    public UpstreamStatistics ToStatistics(string address, string state, double difficulty, string? trouble, string? message)
    {
        lock (_gate)
            return new UpstreamStatistics(
                address, state, difficulty, _accepted, _rejected.ToDictionary(), _unanswered, trouble, message);
    }
}
