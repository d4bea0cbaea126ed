using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Kernel;
using Tepui.Kernel.Agent.Views;
using Tepui.Kernel.Resources;

namespace Tepui.Agent.Endpoints;

/// <summary>Frameworks, executors and tasks as the agent's <c>/state</c> shows them. A command task is its own executor.</summary>
internal static class TaskJson
{
    private const int LongestCommand = 15;

    private static readonly Dictionary<TaskState, string> StateNames = Enum.GetValues<TaskState>().ToDictionary(state => state, WireNames.Of);

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
        if (info.Capabilities.Any(capability => capability.Type == FrameworkInfo.Types.Capability.Types.Type.MultiRole))
        {
            writer.WriteStartArray("roles");
            foreach (string role in info.Roles)
                writer.WriteStringValue(role);
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteString("role", info.Role);
        }

        writer.WriteStartArray("executors");
        foreach (TaskView task in framework.Tasks)
            writer.WriteExecutor(task, completed: false);
        writer.WriteEndArray();
        writer.WriteStartArray("completed_executors");
        foreach (TaskView task in framework.Completed)
            writer.WriteExecutor(task, completed: true);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>What Mesos calls the executor it starts for a command task.</summary>
    public static string ExecutorName(TaskInfo task)
    {
        CommandInfo command = task.Command;
        string text = command.Shell
            ? $"sh -c '{Shortened(command.Value)}'"
            : $"{Shortened(string.Join(' ', command.Arguments.Prepend(command.Value)))}";
        return $"Command Executor (Task: {task.TaskId.Value}) (Command: {text})";
    }

    private static string Shortened(string command) =>
        command.Length > LongestCommand ? command[..(LongestCommand - 3)] + "..." : command;

    private static void WriteExecutor(this Utf8JsonWriter writer, TaskView task, bool completed)
    {
        writer.WriteStartObject();
        writer.WriteString("id", task.Sandbox.Executor.Value);
        writer.WriteString("name", ExecutorName(task.Info));
        writer.WriteString("source", task.Sandbox.Executor.Value);
        writer.WriteString("container", task.Sandbox.Container.Value);
        writer.WriteString("directory", task.Sandbox.Directory);
        writer.WriteResources("resources", task.Ended ? ResourceSet.Empty : Resources(task.Info));
        writer.WriteString("role", Role(task.Info));
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

    private static void WriteTasks(this Utf8JsonWriter writer, string name, TaskView task, bool here)
    {
        writer.WriteStartArray(name);
        if (here)
            writer.WriteTask(task);
        writer.WriteEndArray();
    }

    private static void WriteTask(this Utf8JsonWriter writer, TaskView task)
    {
        TaskInfo info = task.Info;
        writer.WriteStartObject();
        writer.WriteString("id", info.TaskId.Value);
        writer.WriteString("name", info.Name);
        writer.WriteString("framework_id", task.Framework.Value);
        writer.WriteString("executor_id", "");
        writer.WriteString("slave_id", info.AgentId.Value);
        writer.WriteString("state", StateNames[task.State]);
        writer.WriteResources("resources", Resources(info));
        writer.WriteString("role", Role(info));
        writer.WriteStartArray("statuses");
        foreach (TaskStatus status in task.Statuses)
            writer.WriteStatus(status);
        writer.WriteEndArray();
        if (info.Labels is not null)
        {
            writer.WriteStartArray("labels");
            foreach (Label label in info.Labels.Labels_)
                writer.WriteMessage(label);
            writer.WriteEndArray();
        }

        if (info.Discovery is not null)
        {
            writer.WritePropertyName("discovery");
            writer.WriteMessage(info.Discovery);
        }

        if (info.Command.HasUser)
            writer.WriteString("user", info.Command.User);
        writer.WriteEndObject();
    }

    private static void WriteStatus(this Utf8JsonWriter writer, TaskStatus status)
    {
        writer.WriteStartObject();
        writer.WriteString("state", StateNames[status.State]);
        writer.WriteDouble("timestamp", status.Timestamp);
        if (status.ContainerStatus is { } container)
        {
            ContainerStatus shown = container.Clone();
            shown.ClearExecutorPid();
            writer.WritePropertyName("container_status");
            writer.WriteMessage(shown);
        }

        writer.WriteEndObject();
    }

    private static void WriteQueued(this Utf8JsonWriter writer, TaskView task)
    {
        writer.WriteStartObject();
        writer.WriteString("id", task.Info.TaskId.Value);
        writer.WriteString("name", task.Info.Name);
        writer.WriteString("slave_id", task.Info.AgentId.Value);
        writer.WriteResources("resources", Resources(task.Info));
        writer.WriteString("role", Role(task.Info));
        writer.WriteStartObject("command");
        writer.WriteBoolean("shell", task.Info.Command.Shell);
        writer.WriteString("value", task.Info.Command.Value);
        writer.WriteStartArray("argv");
        foreach (string argument in task.Info.Command.Arguments)
            writer.WriteStringValue(argument);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static ResourceSet Resources(TaskInfo task) => ResourceSet.From(task.Resources);

    private static string Role(TaskInfo task) =>
        task.Resources.Count > 0 && task.Resources[0].AllocationInfo is { HasRole: true } allocation ? allocation.Role : "*";
}
