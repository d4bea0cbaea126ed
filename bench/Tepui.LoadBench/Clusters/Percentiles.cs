using System;
using System.Collections.Generic;

namespace Tepui.LoadBench.Clusters;

/// <summary>Order statistics of a few hundred readings.</summary>
internal static class Percentiles
{
    public static double At(List<double> readings, double share)
    {
        readings.Sort();
        return readings[Math.Min(readings.Count - 1, (int)(share * readings.Count))];
    }
}
