using System;

namespace Tepui.Kernel.Resources;

/// <summary>
/// Scalars as whole thousandths, which is the precision Mesos keeps (docs/attributes-resources.md, "Precise Floating Point"):
/// sums of what frameworks see as decimals are exact.
/// </summary>
public static class FixedPoint
{
    public const long One = 1000;

    /// <summary>The largest scalar accepted, in thousandths; a thousand of them still add up without overflow.</summary>
    public const long Maximum = long.MaxValue / 1024;

    /// <summary>Rounds to the nearest thousandth, halves away from zero.</summary>
    public static long FromDouble(double value) => (long)Math.Round(value * One, MidpointRounding.AwayFromZero);

    public static double ToDouble(long thousandths) => (thousandths / One) + (thousandths % One / (double)One);

    /// <summary>The decimal with no needless zeros, e.g. <c>0.5</c>.</summary>
    public static string ToText(long thousandths) => (thousandths / (decimal)One).ToString("0.###");
}
