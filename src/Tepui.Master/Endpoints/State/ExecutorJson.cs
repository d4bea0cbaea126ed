using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Resources;
using Tepui.Endpoints.Secrets;
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
        writer.WritePropertyName("command");
        WriteCommand(writer, ShownCommand.Of(executor.Command ?? new CommandInfo()));
        writer.WriteResources("resources", ResourceSet.From(executor.Resources));
        if (executor.Resources.Count > 0)
        {
            // They are of one role.
            writer.WriteString("role", executor.Resources[0].AllocationInfo?.Role ?? "");
        }

        if (executor.Labels is not null)
        {
            writer.WriteMessages("labels", executor.Labels.Labels_);
        }

        if (executor.HasType)
        {
            writer.WriteString("type", WireNames.Of(executor.Type));
        }

        writer.WriteString("slave_id", agent.Value);
        writer.WriteEndObject();
    }

    /// <summary>With the names that these endpoints have had since before the v1 API.</summary>
    private static void WriteCommand(Utf8JsonWriter writer, CommandInfo command)
    {
        writer.WriteStartObject();
        if (command.HasShell)
        {
            writer.WriteBoolean("shell", command.Shell);
        }

        if (command.HasValue)
        {
            writer.WriteString("value", command.Value);
        }

        writer.WriteStrings("argv", command.Arguments);
        writer.WriteOptional("environment", command.Environment);
        writer.WriteStartArray("uris");
        foreach (CommandInfo.Types.URI uri in command.Uris)
        {
            writer.WriteStartObject();
            writer.WriteString("value", uri.Value);
            writer.WriteBoolean("executable", uri.Executable);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
