using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;

namespace Tepui.Endpoints.Tasks;

/// <summary>A task's status as the older endpoints show it.</summary>
public static class StatusJson
{
    public static void WriteStatus(this Utf8JsonWriter writer, TaskStatus status)
    {
        writer.WriteStartObject();
        writer.WriteString("state", StateNames.Of(status.State));
        writer.WriteDouble("timestamp", status.Timestamp);
        if (status.Labels is not null)
            writer.WriteMessages("labels", status.Labels.Labels_);
        if (status.ContainerStatus is { } container)
            writer.WriteMessage("container_status", Shown(container));
        if (status.HasHealthy)
            writer.WriteBoolean("healthy", status.Healthy);
        writer.WriteEndObject();
    }

    /// <summary>The process's id is told to frameworks and by the v1 calls only.</summary>
    private static ContainerStatus Shown(ContainerStatus container)
    {
        if (!container.HasExecutorPid)
            return container;
        ContainerStatus shown = container.Clone();
        shown.ClearExecutorPid();
        return shown;
    }
}
