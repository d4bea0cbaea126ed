using System.Collections.Generic;

namespace Tepui.Endpoints.Metrics;

/// <summary>What a timer has measured, in milliseconds.</summary>
/// <param name="Name">Mesos's, with the unit: <c>registrar/state_store_ms</c>.</param>
/// <param name="Last">Null while nothing was measured.</param>
/// <param name="WindowCount">Times of the window that minimum, maximum and percentiles are of.</param>
/// <param name="Percentiles">As in <c>p99</c>, 0.99 and the time; none without times.</param>
/// <param name="TotalCount">Times since the start.</param>
/// <param name="TotalSum">Their sum.</param>
public sealed record TimerStatistics(
    string Name,
    double? Last,
    int WindowCount,
    double Minimum,
    double Maximum,
    IReadOnlyList<(string Name, double Quantile, double Value)> Percentiles,
    long TotalCount,
    double TotalSum);
