using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Threading;

namespace Tepui.Endpoints.Metrics;

/// <summary>
/// Measures how long something takes, as Mesos's timers do: the times of the last hour, of which the newest thousand are kept.
/// Any thread may use it.
/// </summary>
/// <param name="name">Mesos's name without the unit, as in <c>registrar/state_store</c>.</param>
/// <param name="histogram">Told each time as well, or null.</param>
public sealed class TimerMetric(string name, TimeProvider time, Histogram<double>? histogram = null)
{
    private const int Capacity = 1000;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private static readonly (string Name, double Quantile)[] Quantiles =
    [
        ("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p999", 0.999), ("p9999", 0.9999),
    ];

    private readonly Lock _gate = new();
    private readonly Queue<(long At, double Milliseconds)> _times = new();
    private double? _last;
    private long _count;
    private double _sum;

    public string Name { get; } = name + "_ms";

    public void Record(TimeSpan duration)
    {
        double milliseconds = duration.TotalMilliseconds;
        lock (_gate)
        {
            _last = milliseconds;
            _count++;
            _sum += milliseconds;
            if (_times.Count == Capacity)
                _times.Dequeue();
            _times.Enqueue((time.GetTimestamp(), milliseconds));
        }

        histogram?.Record(milliseconds);
    }

    public TimerStatistics Read()
    {
        lock (_gate)
        {
            while (_times.TryPeek(out (long At, double Milliseconds) oldest) && time.GetElapsedTime(oldest.At) > Window)
                _times.Dequeue();
            double[] sorted = new double[_times.Count];
            int count = 0;
            foreach ((_, double milliseconds) in _times)
                sorted[count++] = milliseconds;
            Array.Sort(sorted);
            if (count == 0)
                return new TimerStatistics(Name, _last, 0, 0, 0, [], _count, _sum);
            var percentiles = new (string, double, double)[Quantiles.Length];
            for (int i = 0; i < percentiles.Length; i++)
                percentiles[i] = (Quantiles[i].Name, Quantiles[i].Quantile, Percentile(sorted, Quantiles[i].Quantile));
            return new TimerStatistics(Name, _last, count, sorted[0], sorted[^1], percentiles, _count, _sum);
        }
    }

    /// <summary>Between the two nearest of the sorted values by where the quantile lies between their places, as Mesos does.</summary>
    internal static double Percentile(double[] sorted, double quantile)
    {
        double place = quantile * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 >= sorted.Length
            ? sorted[^1]
            : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }
}
