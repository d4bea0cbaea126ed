using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Quotas;

/// <summary>Quantities and limits in messages to operators, as Mesos writes them (src/common/resource_quantities.cpp).</summary>
internal static class QuantityText
{
    /// <summary><c>cpus:4; mem:1024</c>, or <c>{}</c> when there are none.</summary>
    public static string Write(IReadOnlyCollection<KeyValuePair<string, long>> quantities) => quantities.Count == 0
        ? "{}"
        : string.Join("; ", quantities.Select(static pair => $"{pair.Key}:{Scalar(FixedPoint.ToDouble(pair.Value))}"));

    /// <summary>A scalar with the 15 digits a double is sure of, rounded to thousandths.</summary>
    public static string Scalar(double value)
    {
        var shown = double.IsFinite(value) && double.Abs(value) < long.MaxValue / (double)FixedPoint.One
            ? FixedPoint.ToDouble(FixedPoint.FromDouble(value))
            : value;
        return shown.ToString("G15", CultureInfo.InvariantCulture).Replace("E", "e", System.StringComparison.Ordinal);
    }
}
