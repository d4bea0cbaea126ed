using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Mesos.V1;
using Mesos.V1.Agent;
using Tepui.Agent.Containers;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Secrets;
using Tepui.Kernel;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Views;

namespace Tepui.Agent.Endpoints;

/// <summary>What the agent's operator API says of frameworks, executors, tasks and containers (src/slave/http.cpp).</summary>
internal static class OperatorReads
{
    public static Response.Types.GetState State(AgentView view) => new()
    {
        GetTasks = Tasks(view),
        GetExecutors = Executors(view),
        GetFrameworks = Frameworks(view),
    };

    public static Response.Types.GetFrameworks Frameworks(AgentView view)
    {
        var answer = new Response.Types.GetFrameworks();
        answer.Frameworks.AddRange(view.Frameworks.Select(Of));
        answer.CompletedFrameworks.AddRange(view.CompletedFrameworks.Select(Of));
        return answer;

        static Response.Types.GetFrameworks.Types.Framework Of(FrameworkView framework) => new() { FrameworkInfo = framework.Info };
    }

    /// <summary>A command task is its own executor; there is no process of one, so it holds nothing itself.</summary>
    public static Response.Types.GetExecutors Executors(AgentView view)
    {
        var answer = new Response.Types.GetExecutors();
        foreach (FrameworkView framework in view.Frameworks.Concat(view.CompletedFrameworks))
        {
            answer.Executors.AddRange(framework.Tasks.Select(Own).Concat(framework.Executors.Select(Custom)));
            answer.CompletedExecutors.AddRange(framework.Completed.Select(Own).Concat(framework.CompletedExecutors.Select(Custom)));
        }

        return answer;

        static Response.Types.GetExecutors.Types.Executor Own(TaskView task) => new()
        {
            ExecutorInfo = new ExecutorInfo
            {
                ExecutorId = new ExecutorID { Value = task.Sandbox.Executor.Value },
                FrameworkId = new FrameworkID { Value = task.Framework.Value },
                Command = ShownCommand.Of(task.Info.Command),
                Name = ExecutorJson.ExecutorName(task.Info),
                Source = task.Sandbox.Executor.Value,
            },
        };

        static Response.Types.GetExecutors.Types.Executor Custom(ExecutorView executor) =>
            new() { ExecutorInfo = ShownCommand.Of(executor.Info) };
    }

    /// <summary>What waits for its container or its executor is queued; what has ended and is not acknowledged is terminated.</summary>
    public static Response.Types.GetTasks Tasks(AgentView view)
    {
        var answer = new Response.Types.GetTasks();
        foreach (FrameworkView framework in view.Frameworks.Concat(view.CompletedFrameworks))
        {
            foreach (TaskView task in framework.Tasks)
            {
                (task.Ended ? answer.TerminatedTasks : task.Pid == 0 ? answer.QueuedTasks : answer.LaunchedTasks).Add(task.Message);
            }

            foreach (ExecutorView executor in framework.Executors.Concat(framework.CompletedExecutors))
            {
                answer.QueuedTasks.AddRange(Messages(executor.Queued));
                answer.LaunchedTasks.AddRange(Messages(executor.Launched));
                answer.TerminatedTasks.AddRange(Messages(executor.Ended));
                answer.CompletedTasks.AddRange(Messages(executor.Completed));
            }

            answer.CompletedTasks.AddRange(Messages(framework.Completed));
        }

        return answer;

        static IEnumerable<Task> Messages(IEnumerable<TaskView> tasks) => tasks.Select(static task => task.Message);
    }

    public static Response.Types.GetContainers Containers(IEnumerable<ContainerReport> reports)
    {
        var answer = new Response.Types.GetContainers();
        foreach (ContainerReport report in reports)
        {
            var container = new Response.Types.GetContainers.Types.Container { ContainerId = ContainerIds.ToMessage(report.Entry.Id) };
            if (report.Entry.Owner is { } owner)
            {
                container.FrameworkId = new FrameworkID { Value = owner.Framework.Value };
                container.ExecutorId = new ExecutorID { Value = owner.Executor.Value };
                container.ExecutorName = owner.Name;
            }

            container.ContainerStatus = report.Status;
            container.ResourceStatistics = report.Statistics;
            answer.Containers.Add(container);
        }

        return answer;
    }

    /// <summary>Mesos writes these answers with all their lists, empty ones too; of all other messages it leaves such out.</summary>
    public static void Write(Utf8JsonWriter writer, Response response)
    {
        writer.WriteStartObject();
        writer.WriteString("type", WireNames.Of(response.Type));
        foreach (FieldDescriptor field in Response.Descriptor.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message))
        {
            if (field.Accessor.GetValue(response) is IMessage content)
            {
                writer.WritePropertyName(field.Name);
                WriteLists(writer, content);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteLists(Utf8JsonWriter writer, IMessage content)
    {
        writer.WriteStartObject();
        foreach (FieldDescriptor field in content.Descriptor.Fields.InDeclarationOrder())
        {
            writer.WritePropertyName(field.Name);
            if (!field.IsRepeated)
            {
                WriteLists(writer, (IMessage)field.Accessor.GetValue(content));
                continue;
            }

            writer.WriteStartArray();
            foreach (IMessage message in (System.Collections.IEnumerable)field.Accessor.GetValue(content))
                writer.WriteMessage(message);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
