using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Master.Options;

/// <summary>The text of <c>--min_allocatable_resources</c>: sets of quantities with | between, each <c>name:quantity;name:quantity</c>.</summary>
internal static class MinimumResources
{
    public static IReadOnlyList<ResourceQuantities> Parse(string text, List<string> faults) =>
        text.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(set => ParseSet(set, faults)).ToArray();

    private static ResourceQuantities ParseSet(string set, List<string> faults)
    {
        var quantities = new List<KeyValuePair<string, long>>();
        foreach (string token in set.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = token.Split(':', StringSplitOptions.RemoveEmptyEntries);
            if (pair.Length != 2)
            {
                faults.Add($"--min_allocatable_resources: Failed to parse '{token}': missing or extra ':'");
                continue;
            }

            var reasons = new List<string>();
            Value? value = ValueText.Parse(pair[1], reasons);
            string? fault = double.TryParse(pair[1], CultureInfo.InvariantCulture, out double number) && number < 0
                ? "negative values are not allowed"
                : value is null ? string.Join("; ", reasons)
                : value.Type != Value.Types.Type.Scalar ? "only scalar values are allowed"
                : null;
            if (fault is not null)
            {
                faults.Add($"--min_allocatable_resources: Failed to parse '{pair[1]}' to quantity: {fault}");
                continue;
            }

            quantities.Add(new(pair[0].Trim(), FixedPoint.FromDouble(value!.Scalar.Value)));
        }

        return ResourceQuantities.From(quantities);
    }
}
