using System;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Agents;
using Tepui.Endpoints.Attributes;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Resources;
using Tepui.Endpoints.Versions;
using Tepui.Kernel.Master.Views;

namespace Tepui.Master.Endpoints.State;

/// <summary>An agent as /state and /slaves show it.</summary>
internal static class AgentJson
{
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
        writer.WriteReserved("reserved_resources", agent.Total);
        writer.WriteResources("unreserved_resources", agent.Total.Unreserved());
        writer.WriteBoolean("active", agent.Active);
        writer.WriteBoolean("deactivated", agent.Deactivated);
        writer.WriteString("version", TepuiVersion.Mesos);
        writer.WriteString("tepui_version", agent.Version);
        writer.WriteStrings("capabilities", AgentCapabilities.Names);
        WriteDrain(writer, agent);
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
        writer.WriteOptional("domain", agent.Domain);
    }

    private static void WriteDrain(Utf8JsonWriter writer, AgentView agent)
    {
        if (agent.Drain is not { } drain)
        {
            return;
        }

        writer.WriteOptional("drain_info", drain);
        if (agent.DrainStart is { } start)
        {
            writer.WriteSeconds("estimated_drain_start_time_seconds", start);
        }
    }

    private static void WriteFull(Utf8JsonWriter writer, AgentView agent)
    {
        writer.WriteReservedMessages("reserved_resources_full", agent.Total);
        writer.WriteResourceMessages("unreserved_resources_full", agent.Total.Unreserved());
        writer.WriteResourceMessages("used_resources_full", agent.Used);
        writer.WriteResourceMessages("offered_resources_full", agent.Offered);
    }
}
