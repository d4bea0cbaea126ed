using System;
using System.Collections.Generic;
using System.Text.Json;
using Mesos.V1;
using Tepui.Kernel.Agent.Views;
using Tepui.Kernel.Attributes;
using Tepui.Kernel.Resources;

namespace Tepui.Agent.Endpoints;

/// <summary><c>/state</c> with Mesos's keys in Mesos's order (src/slave/http.cpp).</summary>
internal static class StateEndpoint
{
    private static readonly string[] Capabilities =
        ["MULTI_ROLE", "HIERARCHICAL_ROLE", "RESERVATION_REFINEMENT"];

    public static void Write(Utf8JsonWriter writer, AgentFacts facts, AgentView view)
    {
        writer.WriteStartObject();
        WriteVersion(writer);
        writer.WriteDouble("start_time", (facts.Started - DateTimeOffset.UnixEpoch).TotalSeconds);
        writer.WriteString("id", view.Id?.Value ?? "");
        writer.WriteString("pid", facts.Pid);
        writer.WriteString("hostname", view.Info.Hostname);
        writer.WriteStartArray("capabilities");
        foreach (string capability in Capabilities)
            writer.WriteStringValue(capability);
        writer.WriteEndArray();
        WriteResources(writer, facts.Resources, AgentFacts.Allocated(view));
        writer.WriteStartArray("resource_providers");
        writer.WriteEndArray();
        WriteAttributes(writer, view.Info.Attributes);
        if (view.Registered)
            writer.WriteString("master_hostname", facts.MasterHostname);
        WriteFlags(writer, facts);
        WriteFrameworks(writer, "frameworks", view.Frameworks);
        WriteFrameworks(writer, "completed_frameworks", view.CompletedFrameworks);
        writer.WriteEndObject();
    }

    public static void WriteVersion(Utf8JsonWriter writer)
    {
        writer.WriteString("version", AgentFacts.MesosVersion);
        writer.WriteString("tepui_version", AgentFacts.TepuiVersion);
        writer.WriteString("build_date", "");
        writer.WriteDouble("build_time", 0);
        writer.WriteString("build_user", "");
    }

    public static void WriteFlags(Utf8JsonWriter writer, AgentFacts facts)
    {
        writer.WriteStartObject("flags");
        foreach ((string name, string value) in facts.Flags)
            writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    private static void WriteResources(Utf8JsonWriter writer, ResourceSet total, ResourceSet allocated)
    {
        writer.WriteResources("resources", total);
        WriteReserved(writer, "reserved_resources", total);
        writer.WriteResources("unreserved_resources", total.Unreserved());
        writer.WriteStartObject("reserved_resources_full");
        foreach ((string role, ResourceSet reserved) in ResourceJson.Reservations(total))
            WriteFull(writer, role, reserved);
        writer.WriteEndObject();
        WriteFull(writer, "unreserved_resources_full", total.Unreserved());
        WriteReserved(writer, "reserved_resources_allocated", allocated);
        writer.WriteResources("unreserved_resources_allocated", allocated.Unreserved());
    }

    private static void WriteReserved(Utf8JsonWriter writer, string name, ResourceSet resources)
    {
        writer.WriteStartObject(name);
        foreach ((string role, ResourceSet reserved) in ResourceJson.Reservations(resources))
            writer.WriteResources(role, reserved);
        writer.WriteEndObject();
    }

    private static void WriteFull(Utf8JsonWriter writer, string name, ResourceSet resources)
    {
        writer.WriteStartArray(name);
        foreach (Resource resource in resources.ToMessages(ReservationFormat.Both))
            writer.WriteMessage(resource);
        writer.WriteEndArray();
    }

    private static void WriteAttributes(Utf8JsonWriter writer, IEnumerable<Mesos.V1.Attribute> attributes)
    {
        writer.WriteStartObject("attributes");
        foreach (Mesos.V1.Attribute attribute in attributes)
        {
            if (attribute.Type == Value.Types.Type.Scalar)
                writer.WriteDouble(attribute.Name, attribute.Scalar.Value);
            else
                writer.WriteString(attribute.Name, AttributeText.WriteValue(attribute));
        }

        writer.WriteEndObject();
    }

    private static void WriteFrameworks(Utf8JsonWriter writer, string name, IReadOnlyList<FrameworkView> frameworks)
    {
        writer.WriteStartArray(name);
        foreach (FrameworkView framework in frameworks)
            writer.WriteFramework(framework);
        writer.WriteEndArray();
    }
}
