using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Resources;
using Tepui.Kernel.Resources;

namespace Tepui.Endpoints.Tasks;

/// <summary>A task as the master's and the agent's older endpoints show it.</summary>
public static class TaskJson
{
    public static void WriteTask(this Utf8JsonWriter writer, Task task, ResourceSet resources)
    {
        writer.WriteStartObject();
        writer.WriteString("id", task.TaskId.Value);
        writer.WriteString("name", task.Name);
        writer.WriteString("framework_id", task.FrameworkId.Value);
        writer.WriteString("executor_id", task.ExecutorId?.Value ?? "");
        writer.WriteString("slave_id", task.AgentId.Value);
        writer.WriteString("state", StateNames.Of(task.State));
        writer.WriteResources("resources", resources);
        writer.WriteString("role", AllocationRole.Of(task.Resources));
        writer.WriteStartArray("statuses");
        foreach (TaskStatus status in task.Statuses)
            writer.WriteStatus(status);
        writer.WriteEndArray();
        if (task.HasUser)
            writer.WriteString("user", task.User);
        if (task.Labels is not null)
            writer.WriteMessages("labels", task.Labels.Labels_);
        writer.WriteOptional("discovery", task.Discovery);
        writer.WriteOptional("container", task.Container);
        writer.WriteOptional("health_check", task.HealthCheck);
        writer.WriteEndObject();
    }
}
