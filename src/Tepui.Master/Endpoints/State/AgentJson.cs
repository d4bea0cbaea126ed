using System;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Resources;
using Tepui.Master.Hosting;

namespace Tepui.Master.Endpoints.State;

/// <summary>An agent as /state and /slaves show it.</summary>
internal static class AgentJson
{
    /// <summary>What agents of this version can do; all are of it, for the link's protocol has but one version.</summary>
    public static string[] Capabilities { get; } = ["MULTI_ROLE", "HIERARCHICAL_ROLE", "RESERVATION_REFINEMENT"];

    /// <param name="full">Also the resources as messages, as /slaves shows them.</param>
    /// <param name="more">Adds members at the end.</param>
    public static void Write(Utf8JsonWriter writer, AgentView agent, bool full, Action<Utf8JsonWriter>? more = null)
    {
        writer.WriteStartObject();
        WriteInfo(writer, agent.Info);
        writer.WriteString("pid", agent.Pid);
        writer.WriteSeconds("registered_time", agent.RegisteredTime);
        if (agent.ReregisteredTime is { } reregistered)
        {
            writer.WriteSeconds("reregistered_time", reregistered);
        }

        writer.WriteResources("resources", agent.Total);
        writer.WriteResources("used_resources", agent.Used);
        writer.WriteResources("offered_resources", agent.Offered);
        writer.WriteStartObject("reserved_resources");
        foreach (IGrouping<string, ResourceEntry> reservation in Reserved(agent.Total))
        {
            writer.WriteResources(reservation.Key, ResourceSet.From(reservation));
        }

        writer.WriteEndObject();
        writer.WriteResources("unreserved_resources", agent.Total.Unreserved());
        writer.WriteBoolean("active", agent.Active);
        writer.WriteBoolean("deactivated", value: false);
        writer.WriteString("version", TepuiVersion.Mesos);
        writer.WriteString("tepui_version", agent.Version);
        writer.WriteStartArray("capabilities");
        foreach (string capability in Capabilities)
        {
            writer.WriteStringValue(capability);
        }

        writer.WriteEndArray();
        if (full)
        {
            WriteFull(writer, agent);
        }

        more?.Invoke(writer);
        writer.WriteEndObject();
    }

    /// <summary>An agent of the registry that has not come back yet.</summary>
    public static void WriteRecovered(Utf8JsonWriter writer, AgentInfo agent)
    {
        writer.WriteStartObject();
        WriteInfo(writer, agent);
        writer.WriteEndObject();
    }

    private static void WriteInfo(Utf8JsonWriter writer, AgentInfo agent)
    {
        writer.WriteString("id", agent.Id.Value);
        writer.WriteString("hostname", agent.Hostname);
        writer.WriteNumber("port", agent.Port);
        writer.WriteAttributes("attributes", agent.Attributes);
        if (agent.Domain is not null)
        {
            writer.WriteMessage("domain", agent.Domain);
        }
    }

    private static IOrderedEnumerable<IGrouping<string, ResourceEntry>> Reserved(ResourceSet resources) => resources
        .Where(static entry => entry.Key.IsReserved)
        .GroupBy(static entry => entry.Key.ReservationRole, StringComparer.Ordinal)
        .OrderBy(static group => group.Key, StringComparer.Ordinal);

    private static void WriteFull(Utf8JsonWriter writer, AgentView agent)
    {
        writer.WriteStartObject("reserved_resources_full");
        foreach (IGrouping<string, ResourceEntry> reservation in Reserved(agent.Total))
        {
            WriteEntries(writer, reservation.Key, ResourceSet.From(reservation));
        }

        writer.WriteEndObject();
        WriteEntries(writer, "unreserved_resources_full", agent.Total.Unreserved());
        WriteEntries(writer, "used_resources_full", agent.Used);
        WriteEntries(writer, "offered_resources_full", agent.Offered);
    }

    private static void WriteEntries(Utf8JsonWriter writer, string name, ResourceSet resources)
    {
        writer.WriteStartArray(name);
        foreach (ResourceEntry entry in resources)
        {
            writer.WriteMessage(ResourceMessage.FromEntry(entry, ReservationFormat.Both));
        }

        writer.WriteEndArray();
    }
}
