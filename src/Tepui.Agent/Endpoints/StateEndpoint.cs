using System.Collections.Generic;
using System.Text.Json;
using Tepui.Endpoints.Agents;
using Tepui.Endpoints.Attributes;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Resources;
using Tepui.Endpoints.Versions;
using Tepui.Kernel.Agent.Views;
using Tepui.Kernel.Resources;

namespace Tepui.Agent.Endpoints;

/// <summary><c>/state</c> with Mesos's keys in Mesos's order (src/slave/http.cpp).</summary>
internal static class StateEndpoint
{
    public static void Write(Utf8JsonWriter writer, AgentFacts facts, AgentView view)
    {
        writer.WriteStartObject();
        writer.WriteVersionMembers();
        writer.WriteSeconds("start_time", facts.Started);
        writer.WriteString("id", view.Id?.Value ?? "");
        writer.WriteString("pid", facts.Pid);
        writer.WriteString("hostname", view.Info.Hostname);
        writer.WriteStrings("capabilities", AgentCapabilities.Names);
        if (view.Info.Domain is { } domain)
            writer.WriteMessage("domain", domain);
        if (view.Drain is { } drain)
        {
            writer.WriteMessage("drain_config", drain.Config);
            writer.WriteNumber("estimated_drain_start_time_seconds", drain.Started.ToUnixTimeSeconds());
        }

        WriteResources(writer, view.Total, AgentFacts.Allocated(view));
        writer.WriteStrings("resource_providers", []);
        writer.WriteAttributes("attributes", view.Info.Attributes);
        if (view is { Registered: true, Leader: { } leader })
            writer.WriteString("master_hostname", leader.Hostname ?? leader.Host);
        facts.Flags.WriteMember(writer);
        WriteFrameworks(writer, "frameworks", view.Frameworks);
        WriteFrameworks(writer, "completed_frameworks", view.CompletedFrameworks);
        writer.WriteEndObject();
    }

    private static void WriteResources(Utf8JsonWriter writer, ResourceSet total, ResourceSet allocated)
    {
        writer.WriteResources("resources", total);
        writer.WriteReserved("reserved_resources", total);
        writer.WriteResources("unreserved_resources", total.Unreserved());
        writer.WriteReservedMessages("reserved_resources_full", total);
        writer.WriteResourceMessages("unreserved_resources_full", total.Unreserved());
        writer.WriteReserved("reserved_resources_allocated", allocated);
        writer.WriteResources("unreserved_resources_allocated", allocated.Unreserved());
    }

    private static void WriteFrameworks(Utf8JsonWriter writer, string name, IReadOnlyList<FrameworkView> frameworks)
    {
        writer.WriteStartArray(name);
        foreach (FrameworkView framework in frameworks)
            writer.WriteFramework(framework);
        writer.WriteEndArray();
    }
}
