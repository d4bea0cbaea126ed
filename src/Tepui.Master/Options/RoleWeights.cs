using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;

namespace Tepui.Master.Options;

/// <summary>The text of <c>--weights</c>: <c>role=weight</c>, with commas between.</summary>
internal static class RoleWeights
{
    public static ImmutableSortedDictionary<string, double> Parse(string? text, List<string> faults)
    {
        ImmutableSortedDictionary<string, double>.Builder weights = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (string pair in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = pair.Split('=', StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || parts[0].Length == 0)
            {
                faults.Add($"--weights: '{pair}' is not of the form role=weight");
            }
            else if (!double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
                || !double.IsFinite(weight)
                || weight <= 0)
            {
                faults.Add($"--weights: '{parts[1]}' of role '{parts[0]}' is no number above 0");
            }
            else if (!weights.TryAdd(parts[0], weight))
            {
                faults.Add($"--weights: role '{parts[0]}' is named twice");
            }
        }

        return weights.ToImmutable();
    }
}
