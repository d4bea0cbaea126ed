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
    private const string Revocable = "_revocable";

    private static readonly (string Name, JsonEncodedText Encoded)[] Always =
    [
        .. ((string[])["disk", "mem", "gpus", "cpus"]).Select(static name => (name, JsonEncodedText.Encode(name))),
    ];

    public static void WriteResources(this Utf8JsonWriter writer, string name, ResourceSet resources)
    {
        writer.WriteStartObject(name);
        WriteMembers(writer, resources);
        writer.WriteEndObject();
    }

    public static void WriteResources(this Utf8JsonWriter writer, JsonEncodedText name, ResourceSet resources)
    {
        writer.WriteStartObject(name);
        WriteMembers(writer, resources);
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

    /// <summary>Without tables of names: there is one of these for every task, and a handful of entries in it.</summary>
    private static void WriteMembers(Utf8JsonWriter writer, ResourceSet resources)
    {
        ReadOnlySpan<ResourceEntry> entries = resources.Span;
        foreach ((string name, JsonEncodedText encoded) in Always)
            writer.WriteDouble(encoded, FixedPoint.ToDouble(Sum(entries, name, revocable: false)));
        bool onlyCommon = true;
        for (int at = 0; at < entries.Length; at++)
        {
            ref readonly ResourceEntry entry = ref entries[at];
            bool scalar = entry.Key.Kind == Value.Types.Type.Scalar;
            onlyCommon &= scalar;
            if (scalar && (entry.Key.IsRevocable || !IsCommon(entry.Name)) && IsFirst(entries, at))
                writer.WriteDouble(Shown(entry), FixedPoint.ToDouble(Sum(entries, entry.Name, entry.Key.IsRevocable)));
        }

        if (onlyCommon)
            return;
        foreach (string shown in Others(resources, Value.Types.Type.Ranges))
        {
            writer.WriteString(shown, resources.Where(entry => entry.Key.Kind == Value.Types.Type.Ranges && Shown(entry) == shown)
                .Aggregate(RangeList.Empty, static (sum, entry) => sum.Add(entry.Ranges)).ToString());
        }

        foreach (string shown in Others(resources, Value.Types.Type.Set))
        {
            writer.WriteString(shown, resources.Where(entry => entry.Key.Kind == Value.Types.Type.Set && Shown(entry) == shown)
                .Aggregate(ItemSet.Empty, static (sum, entry) => sum.Add(entry.Items)).ToString());
        }
    }

    private static string Shown(in ResourceEntry entry) => entry.Key.IsRevocable ? entry.Name + Revocable : entry.Name;

    private static IEnumerable<string> Others(ResourceSet resources, Value.Types.Type kind) => resources
        .Where(entry => entry.Key.Kind == kind)
        .Select(static entry => Shown(entry))
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static bool IsCommon(string name)
    {
        foreach ((string common, _) in Always)
        {
            if (string.Equals(common, name, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static bool IsFirst(ReadOnlySpan<ResourceEntry> entries, int at)
    {
        for (int before = 0; before < at; before++)
        {
            if (IsOf(entries[before], entries[at].Name, entries[at].Key.IsRevocable))
                return false;
        }

        return true;
    }

    private static long Sum(ReadOnlySpan<ResourceEntry> entries, string name, bool revocable)
    {
        long sum = 0;
        foreach (ref readonly ResourceEntry entry in entries)
        {
            if (IsOf(entry, name, revocable))
                sum += entry.Thousandths;
        }

        return sum;
    }

    private static bool IsOf(in ResourceEntry entry, string name, bool revocable) =>
        entry.Key.Kind == Value.Types.Type.Scalar
        && entry.Key.IsRevocable == revocable
        && string.Equals(entry.Name, name, StringComparison.Ordinal);
}
