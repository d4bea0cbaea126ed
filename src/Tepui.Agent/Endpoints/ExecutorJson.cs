using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Resources;
using Tepui.Endpoints.Secrets;
using Tepui.Endpoints.Tasks;
using Tepui.Kernel;
using Tepui.Kernel.Agent.Views;
using Tepui.Kernel.Resources;
using Tepui.Protocol.Secrets;

namespace Tepui.Agent.Endpoints;

/// <summary>Executors with their tasks as the agent's <c>/state</c> shows them. A command task is its own executor.</summary>
internal static class ExecutorJson
{
    private const int LongestCommand = 15;

    public static void WriteExecutor(this Utf8JsonWriter writer, TaskView task, bool completed)
    {
        writer.WriteStartObject();
        writer.WriteString("id", task.Sandbox.Executor.Value);
        writer.WriteString("name", ExecutorName(task.Info));
        writer.WriteString("source", task.Sandbox.Executor.Value);
        writer.WriteString("container", task.Sandbox.Container.Value);
        writer.WriteString("directory", task.Sandbox.Directory);
        writer.WriteResources("resources", task.Ended ? ResourceSet.Empty : task.Resources);
        writer.WriteString("role", AllocationRole.Of(task.Info.Resources));
        bool live = !completed && !task.Ended;
        bool queued = live && task.Pid == 0;
        writer.WriteTasks("tasks", task, live && !queued);
        writer.WriteStartArray("queued_tasks");
        if (queued)
            writer.WriteQueued(task);
        writer.WriteEndArray();
        writer.WriteTasks("completed_tasks", task, !live);
        writer.WriteEndObject();
    }

    /// <summary>A custom executor with all its tasks.</summary>
    public static void WriteExecutor(this Utf8JsonWriter writer, ExecutorView executor)
    {
        ExecutorInfo info = executor.Info;
        writer.WriteStartObject();
        writer.WriteString("id", info.ExecutorId.Value);
        writer.WriteString("name", info.Name);
        writer.WriteString("source", info.Source);
        writer.WriteString("container", executor.Sandbox.Container.Value);
        writer.WriteString("directory", executor.Sandbox.Directory);
        writer.WriteResources(
            "resources", executor.State == ExecutorState.Terminated ? ResourceSet.From(info.Resources) : executor.Allocated);
        if (info.Resources.Count > 0)
            writer.WriteString("role", AllocationRole.Of(info.Resources));
        if (info.Labels is not null)
            writer.WriteMessages("labels", info.Labels.Labels_);
        if (info.HasType)
            writer.WriteString("type", WireNames.Of(info.Type));
        WriteTasks(writer, "tasks", executor.Launched);
        writer.WriteStartArray("queued_tasks");
        foreach (TaskView task in executor.Queued)
            writer.WriteQueued(task);
        writer.WriteEndArray();
        WriteTasks(writer, "completed_tasks", executor.Completed.Concat(executor.Ended));
        writer.WriteEndObject();
    }

    /// <summary>What Mesos calls the executor it starts for a command task.</summary>
    public static string ExecutorName(TaskInfo task)
    {
        CommandInfo command = task.Command;
        string text = command.Shell
            ? $"sh -c '{Shortened(SecretText.Redact(command.Value))}'"
            : $"{Shortened(string.Join(' ', ShownCommand.Arguments(command.Arguments).Prepend(command.Value)))}";
        return $"Command Executor (Task: {task.TaskId.Value}) (Command: {text})";
    }

    private static string Shortened(string command) =>
        command.Length > LongestCommand ? command[..(LongestCommand - 3)] + "..." : command;

    private static void WriteTasks(this Utf8JsonWriter writer, string name, TaskView task, bool here)
    {
        writer.WriteStartArray(name);
        if (here)
            writer.WriteTask(task.Message, task.Resources);
        writer.WriteEndArray();
    }

    private static void WriteTasks(Utf8JsonWriter writer, string name, IEnumerable<TaskView> tasks)
    {
        writer.WriteStartArray(name);
        foreach (TaskView task in tasks)
            writer.WriteTask(task.Message, task.Resources);
        writer.WriteEndArray();
    }

    private static void WriteQueued(this Utf8JsonWriter writer, TaskView task)
    {
        writer.WriteStartObject();
        writer.WriteString("id", task.Info.TaskId.Value);
        writer.WriteString("name", task.Info.Name);
        writer.WriteString("slave_id", task.Info.AgentId.Value);
        writer.WriteResources("resources", task.Resources);
        writer.WriteString("role", AllocationRole.Of(task.Info.Resources));
        if (task.Info.Command is { } own)
        {
            CommandInfo command = ShownCommand.Of(own);
            writer.WriteStartObject("command");
            writer.WriteBoolean("shell", command.Shell);
            writer.WriteString("value", command.Value);
            writer.WriteStrings("argv", command.Arguments);
            writer.WriteEndObject();
        }

        if (task.Info.Executor is { } executor)
            writer.WriteString("executor_id", executor.ExecutorId.Value);
        writer.WriteEndObject();
    }
}
