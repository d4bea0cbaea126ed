using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Resources;
using Tepui.Kernel;
using Tepui.Kernel.Resources;

namespace Tepui.Master.Endpoints.State;

/// <summary>A custom executor as /state and /frameworks show it.</summary>
internal static class ExecutorJson
{
    public static void Write(Utf8JsonWriter writer, ExecutorInfo executor, AgentId agent)
    {
        writer.WriteStartObject();
        writer.WriteString("executor_id", executor.ExecutorId.Value);
        writer.WriteString("name", executor.Name);
        writer.WriteString("framework_id", executor.FrameworkId?.Value ?? "");
        writer.WriteMessage("command", executor.Command ?? new CommandInfo());
        writer.WriteResources("resources", ResourceSet.From(executor.Resources.Select(ResourceMessage.ToEntry)));
        if (executor.Labels is not null)
        {
            writer.WriteMessages("labels", executor.Labels.Labels_);
        }

        writer.WriteString("slave_id", agent.Value);
        writer.WriteEndObject();
    }
}
