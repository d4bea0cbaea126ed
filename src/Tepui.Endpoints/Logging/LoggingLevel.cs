using System;
using System.Threading;
using Microsoft.Extensions.Logging;
using Tepui.Http.Logging;
using Tepui.Http.Responses;

namespace Tepui.Endpoints.Logging;

/// <summary>
/// How much is logged, as Mesos counts it: 0 is what <c>--logging_level</c> says, each number above it is more. Here there is one
/// step more, DEBUG, which all of them mean.
/// </summary>
public sealed class LoggingLevel
{
    private readonly LogThreshold _threshold;
    private readonly LogLevel _configured;
    private readonly ITimer _end;
    private readonly Lock _gate = new();

    public LoggingLevel(LogThreshold threshold, TimeProvider time)
    {
        _threshold = threshold;
        _configured = threshold.Level;
        Original = _configured <= LogLevel.Debug ? 1 : 0;
        Current = Original;
        _end = time.CreateTimer(static self => ((LoggingLevel)self!).Reset(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Current { get; private set; }

    /// <summary>What it was at the start, and is again when a duration ends.</summary>
    public int Original { get; }

    /// <summary>Sets the level for so long; a later call takes the place of an earlier one.</summary>
    /// <exception cref="RequestRefusedException">400 when it is less than at the start.</exception>
    public void Set(long level, TimeSpan duration)
    {
        if (level is < 0 or > int.MaxValue)
            throw RequestRefusedException.BadRequest($"Invalid level '{level}'.\n");
        if (level < Original)
            throw RequestRefusedException.BadRequest($"'{level}' < original level.\n");
        if (duration < TimeSpan.Zero || duration.TotalMilliseconds >= uint.MaxValue - 1)
            throw RequestRefusedException.BadRequest($"Invalid duration '{duration}': it must be 0 or more, and less than 49 days.\n");
        lock (_gate)
        {
            Current = (int)level;
            _threshold.Level = level > 0 ? (LogLevel)Math.Min((int)_configured, (int)LogLevel.Debug) : _configured;
            _end.Change(duration, Timeout.InfiniteTimeSpan);
        }
    }

    private void Reset()
    {
        lock (_gate)
        {
            Current = Original;
            _threshold.Level = _configured;
        }
    }
}
