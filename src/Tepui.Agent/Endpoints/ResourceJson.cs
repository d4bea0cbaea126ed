using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Resources;
using Tepui.Protocol.Json;

namespace Tepui.Agent.Endpoints;

/// <summary>Resources as Mesos's <c>/state</c> shows them: the usual scalars always, everything else when it is there.</summary>
internal static class ResourceJson
{
    private static readonly string[] Usual = ["disk", "mem", "gpus", "cpus"];

    public static void WriteResources(this Utf8JsonWriter writer, string name, ResourceSet resources)
    {
        writer.WritePropertyName(name);
        writer.WriteStartObject();
        foreach (string usual in Usual)
            writer.WriteDouble(usual, resources.Scalar(usual) / 1000.0);
        foreach (IGrouping<string, ResourceEntry> entries in resources.GroupBy(entry => entry.Name))
        {
            ResourceEntry first = entries.First();
            if (first.Key.Kind != Value.Types.Type.Scalar)
                writer.WriteString(entries.Key, entries.Aggregate(first, Join).ValueText);
            else if (!Usual.Contains(entries.Key))
                writer.WriteDouble(entries.Key, resources.Scalar(entries.Key) / 1000.0);
        }

        writer.WriteEndObject();
    }

    /// <summary>By role, for those reserved.</summary>
    public static IEnumerable<KeyValuePair<string, ResourceSet>> Reservations(ResourceSet resources) =>
        resources.Where(entry => entry.Key.IsReserved)
            .Select(entry => entry.Key.ReservationRole)
            .Distinct()
            .Order(System.StringComparer.Ordinal)
            .Select(role => new KeyValuePair<string, ResourceSet>(
                role, resources.Filter(entry => entry.Key.IsReserved && entry.Key.ReservationRole == role)));

    /// <summary>A message as the v1 API has it.</summary>
    public static void WriteMessage(this Utf8JsonWriter writer, IMessage message)
    {
        var json = new ArrayBufferWriter<byte>(256);
        MesosJson.Write(message, json);
        writer.WriteRawValue(json.WrittenSpan, skipInputValidation: true);
    }

    private static ResourceEntry Join(ResourceEntry all, ResourceEntry entry) => all.Key.Kind == Value.Types.Type.Ranges
        ? ResourceEntry.Of(all.Key, all.Ranges.Add(entry.Ranges))
        : ResourceEntry.Of(all.Key, all.Items.Add(entry.Items));
}
