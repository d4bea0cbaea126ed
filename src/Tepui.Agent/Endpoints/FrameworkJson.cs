using System.Collections.Generic;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Frameworks;
using Tepui.Endpoints.Json;
using Tepui.Kernel.Agent.Views;

namespace Tepui.Agent.Endpoints;

/// <summary>Frameworks as the agent's <c>/state</c> shows them.</summary>
internal static class FrameworkJson
{
    public static void WriteFramework(this Utf8JsonWriter writer, FrameworkView framework)
    {
        FrameworkInfo info = framework.Info;
        writer.WriteStartObject();
        writer.WriteString("id", info.Id.Value);
        writer.WriteString("name", info.Name);
        writer.WriteString("user", info.User);
        writer.WriteDouble("failover_timeout", info.FailoverTimeout);
        writer.WriteBoolean("checkpoint", info.Checkpoint);
        writer.WriteString("hostname", info.Hostname);
        if (info.HasPrincipal)
            writer.WriteString("principal", info.Principal);
        writer.WriteRoles(info);
        WriteExecutors(writer, "executors", framework.Tasks, framework.Executors, completed: false);
        WriteExecutors(writer, "completed_executors", framework.Completed, framework.CompletedExecutors, completed: true);
        writer.WriteEndObject();
    }

    private static void WriteExecutors(
        Utf8JsonWriter writer, string name, IReadOnlyList<TaskView> tasks, IReadOnlyList<ExecutorView> executors, bool completed)
    {
        writer.WriteStartArray(name);
        foreach (TaskView task in tasks)
            writer.WriteExecutor(task, completed);
        foreach (ExecutorView executor in executors)
            writer.WriteExecutor(executor);
        writer.WriteEndArray();
    }
}
