using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;

namespace Tepui.Miner.Worker;

/// <summary>Tells the hash rate since it last did, at a fixed interval.</summary>
internal sealed class RateReport : IAsyncDisposable
{
    private readonly HashingTeam _team;
    private readonly ShareCounts _counts;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private long _since;
    private long _scanned;

    public RateReport(HashingTeam team, ShareCounts counts, TimeSpan interval, TimeProvider time, ILogger logger)
    {
        (_team, _counts, _time, _logger) = (team, counts, time, logger);
        _since = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Tell(), null, interval, interval);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Tell()
    {
        var scanned = _team.Scanned;
        var elapsed = _time.GetElapsedTime(_since);
        var rate = elapsed > TimeSpan.Zero ? (scanned - _scanned) / elapsed.TotalSeconds / 1e6 : 0;
        WorkerLog.HashRate(_logger, rate, _counts.Accepted, _counts.Rejected);
        (_since, _scanned) = (_time.GetTimestamp(), scanned);
    }
}
