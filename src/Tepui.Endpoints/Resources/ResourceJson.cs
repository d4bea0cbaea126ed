using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;
using Tepui.Kernel.Resources;

namespace Tepui.Endpoints.Resources;

/// <summary>Resources as the older endpoints show them: an object by name, whatever the role; the four common ones always.</summary>
public static class ResourceJson
{
    private static readonly string[] Always = ["disk", "mem", "gpus", "cpus"];

    public static void WriteResources(this Utf8JsonWriter writer, string name, ResourceSet resources)
    {
        var scalars = new Dictionary<string, long>(StringComparer.Ordinal);
        var ranges = new SortedDictionary<string, RangeList>(StringComparer.Ordinal);
        var sets = new SortedDictionary<string, ItemSet>(StringComparer.Ordinal);
        foreach (ResourceEntry entry in resources.Span)
        {
            string shown = entry.Key.IsRevocable ? entry.Name + "_revocable" : entry.Name;
            switch (entry.Key.Kind)
            {
                case Value.Types.Type.Ranges:
                    ranges[shown] = ranges.GetValueOrDefault(shown, RangeList.Empty).Add(entry.Ranges);
                    break;
                case Value.Types.Type.Set:
                    sets[shown] = sets.GetValueOrDefault(shown, ItemSet.Empty).Add(entry.Items);
                    break;
                default:
                    scalars[shown] = scalars.GetValueOrDefault(shown) + entry.Thousandths;
                    break;
            }
        }

        writer.WriteStartObject(name);
        foreach (string common in Always)
            writer.WriteDouble(common, FixedPoint.ToDouble(scalars.GetValueOrDefault(common)));
        foreach ((string other, long value) in scalars)
        {
            if (!Always.Contains(other))
                writer.WriteDouble(other, FixedPoint.ToDouble(value));
        }

        foreach ((string other, RangeList value) in ranges)
            writer.WriteString(other, value.ToString());
        foreach ((string other, ItemSet value) in sets)
            writer.WriteString(other, value.ToString());
        writer.WriteEndObject();
    }

    /// <summary>The resources as messages, in both reservation formats at once.</summary>
    public static void WriteResourceMessages(this Utf8JsonWriter writer, string name, ResourceSet resources)
    {
        writer.WriteStartArray(name);
        foreach (ResourceEntry entry in resources)
            writer.WriteMessage(ResourceMessage.FromEntry(entry, ReservationFormat.Both));
        writer.WriteEndArray();
    }
}
