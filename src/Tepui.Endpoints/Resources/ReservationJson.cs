using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Tepui.Kernel.Resources;

namespace Tepui.Endpoints.Resources;

/// <summary>What is reserved, by role.</summary>
public static class ReservationJson
{
    public static void WriteReserved(this Utf8JsonWriter writer, string name, ResourceSet resources)
    {
        writer.WriteStartObject(name);
        foreach ((string role, ResourceSet reserved) in ByRole(resources))
            writer.WriteResources(role, reserved);
        writer.WriteEndObject();
    }

    /// <summary>The same as messages.</summary>
    public static void WriteReservedMessages(this Utf8JsonWriter writer, string name, ResourceSet resources)
    {
        writer.WriteStartObject(name);
        foreach ((string role, ResourceSet reserved) in ByRole(resources))
            writer.WriteResourceMessages(role, reserved);
        writer.WriteEndObject();
    }

    private static IEnumerable<(string Role, ResourceSet Reserved)> ByRole(ResourceSet resources) => resources
        .Where(static entry => entry.Key.IsReserved)
        .GroupBy(static entry => entry.Key.ReservationRole, StringComparer.Ordinal)
        .OrderBy(static group => group.Key, StringComparer.Ordinal)
        .Select(static group => (group.Key, ResourceSet.From(group)));
}
