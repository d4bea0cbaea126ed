using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Master.Endpoints.State;

/// <summary>Resources as the older endpoints show them: an object by name, whatever the role; the four common ones always.</summary>
internal static class ResourceJson
{
    private static readonly string[] Always = ["disk", "mem", "gpus", "cpus"];

    public static void WriteResources(this Utf8JsonWriter writer, string name, ResourceSet resources)
    {
        writer.WritePropertyName(name);
        WriteResources(writer, resources);
    }

    public static void WriteResources(this Utf8JsonWriter writer, ResourceSet resources)
    {
        var scalars = new Dictionary<string, long>(System.StringComparer.Ordinal);
        var ranges = new SortedDictionary<string, RangeList>(System.StringComparer.Ordinal);
        var sets = new SortedDictionary<string, ItemSet>(System.StringComparer.Ordinal);
        foreach (ResourceEntry entry in resources.Span)
        {
            string name = entry.Key.IsRevocable ? entry.Name + "_revocable" : entry.Name;
            switch (entry.Key.Kind)
            {
                case Value.Types.Type.Ranges:
                    ranges[name] = ranges.GetValueOrDefault(name, RangeList.Empty).Add(entry.Ranges);
                    break;
                case Value.Types.Type.Set:
                    sets[name] = sets.GetValueOrDefault(name, ItemSet.Empty).Add(entry.Items);
                    break;
                default:
                    scalars[name] = scalars.GetValueOrDefault(name) + entry.Thousandths;
                    break;
            }
        }

        writer.WriteStartObject();
        foreach (string name in Always)
        {
            writer.WriteDouble(name, FixedPoint.ToDouble(scalars.GetValueOrDefault(name)));
        }

        foreach ((string name, long value) in scalars.Where(static pair => !Always.Contains(pair.Key)))
        {
            writer.WriteDouble(name, FixedPoint.ToDouble(value));
        }

        foreach ((string name, RangeList value) in ranges)
        {
            writer.WriteString(name, value.ToString());
        }

        foreach ((string name, ItemSet value) in sets)
        {
            writer.WriteString(name, value.ToString());
        }

        writer.WriteEndObject();
    }

    /// <summary>Attributes: scalars as numbers, the rest as text.</summary>
    public static void WriteAttributes(this Utf8JsonWriter writer, string name, IEnumerable<Attribute> attributes)
    {
        writer.WriteStartObject(name);
        foreach (Attribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case Value.Types.Type.Scalar:
                    writer.WriteDouble(attribute.Name, attribute.Scalar.Value);
                    break;
                case Value.Types.Type.Ranges:
                    string ranges = string.Join(", ", attribute.Ranges.Range.Select(static range => $"{range.Begin}-{range.End}"));
                    writer.WriteString(attribute.Name, $"[{ranges}]");
                    break;
                case Value.Types.Type.Set:
                    writer.WriteString(attribute.Name, "{" + string.Join(", ", attribute.Set.Item) + "}");
                    break;
                default:
                    writer.WriteString(attribute.Name, attribute.Text?.Value ?? "");
                    break;
            }
        }

        writer.WriteEndObject();
    }
}
