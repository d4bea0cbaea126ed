using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Kernel;
using Tepui.Kernel.Master.Views;

namespace Tepui.Master.Endpoints.State;

/// <summary>A task as /state, /frameworks and /tasks show it.</summary>
internal static class TaskJson
{
    private static readonly Dictionary<TaskState, string> StateNames =
        System.Enum.GetValues<TaskState>().ToDictionary(static state => state, static state => WireNames.Of(state));

    public static string NameOf(TaskState state) => StateNames.TryGetValue(state, out string? name) ? name : state.ToString();

    public static void WriteTasks(this Utf8JsonWriter writer, string name, IEnumerable<TaskView> tasks)
    {
        writer.WriteStartArray(name);
        foreach (TaskView task in tasks)
        {
            Write(writer, task, task.ToTask());
        }

        writer.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter writer, TaskView view, Task task)
    {
        writer.WriteStartObject();
        writer.WriteString("id", task.TaskId.Value);
        writer.WriteString("name", task.Name);
        writer.WriteString("framework_id", task.FrameworkId.Value);
        writer.WriteString("executor_id", task.ExecutorId?.Value ?? "");
        writer.WriteString("slave_id", task.AgentId.Value);
        writer.WriteString("state", NameOf(task.State));
        writer.WriteResources("resources", view.Resources);
        writer.WriteString("role", task.Resources.Count > 0 ? task.Resources[0].AllocationInfo?.Role ?? "*" : "*");
        writer.WriteStartArray("statuses");
        foreach (TaskStatus status in task.Statuses)
        {
            WriteStatus(writer, status);
        }

        writer.WriteEndArray();
        if (task.HasUser)
        {
            writer.WriteString("user", task.User);
        }

        if (task.Labels is not null)
        {
            writer.WriteMessages("labels", task.Labels.Labels_);
        }

        WriteOptional(writer, "discovery", task.Discovery);
        WriteOptional(writer, "container", task.Container);
        WriteOptional(writer, "health_check", task.HealthCheck);
        writer.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter writer, TaskStatus status)
    {
        writer.WriteStartObject();
        writer.WriteString("state", NameOf(status.State));
        writer.WriteDouble("timestamp", status.Timestamp);
        if (status.Labels is not null)
        {
            writer.WriteMessages("labels", status.Labels.Labels_);
        }

        WriteOptional(writer, "container_status", status.ContainerStatus);
        if (status.HasHealthy)
        {
            writer.WriteBoolean("healthy", status.Healthy);
        }

        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, Google.Protobuf.IMessage? message)
    {
        if (message is not null)
        {
            writer.WriteMessage(name, message);
        }
    }
}
