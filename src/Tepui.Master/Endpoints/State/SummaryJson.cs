using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Tasks;
using Tepui.Kernel;
using Tepui.Kernel.Master.Views;

namespace Tepui.Master.Endpoints.State;

/// <summary>/state-summary: agents and frameworks with how many tasks of each state they have.</summary>
internal static class SummaryJson
{
    private static readonly TaskState[] Shown =
    [
        TaskState.TaskStaging, TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskKilling, TaskState.TaskFinished,
        TaskState.TaskKilled, TaskState.TaskFailed, TaskState.TaskLost, TaskState.TaskError, TaskState.TaskUnreachable,
    ];

    public static void Write(Utf8JsonWriter writer, MasterView view, string? cluster)
    {
        ILookup<AgentId, TaskView> byAgent = view.Frameworks.Concat(view.CompletedFrameworks)
            .SelectMany(static framework => TasksOf(framework)).ToLookup(static task => task.Agent);
        ILookup<AgentId, FrameworkId> frameworksOf = view.Frameworks
            .SelectMany(static framework => framework.Tasks.Select(task => (task.Agent, framework.Id)).Distinct())
            .ToLookup(static pair => pair.Agent, static pair => pair.Id);

        writer.WriteStartObject();
        writer.WriteString("hostname", view.Info.Hostname);
        if (cluster is not null)
        {
            writer.WriteString("cluster", cluster);
        }

        writer.WriteStartArray("slaves");
        foreach (AgentView agent in view.Agents)
        {
            AgentJson.Write(writer, agent, full: false, more =>
            {
                WriteCounts(more, byAgent[agent.Id]);
                more.WriteStrings("framework_ids", frameworksOf[agent.Id].Select(static id => id.Value));
            });
        }

        writer.WriteEndArray();
        writer.WriteStartArray("frameworks");
        foreach (FrameworkView framework in view.Frameworks)
        {
            writer.WriteStartObject();
            FrameworkJson.WriteSummary(writer, framework);
            WriteCounts(writer, TasksOf(framework));
            writer.WriteStrings("slave_ids", framework.Tasks.Select(static task => task.Agent.Value).Distinct());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static IEnumerable<TaskView> TasksOf(FrameworkView framework) =>
        framework.Tasks.Concat(framework.UnreachableTasks).Concat(framework.CompletedTasks);

    private static void WriteCounts(Utf8JsonWriter writer, IEnumerable<TaskView> tasks)
    {
        Dictionary<TaskState, int> counts = tasks.CountBy(static task => task.State).ToDictionary();
        foreach (TaskState state in Shown)
        {
            writer.WriteNumber(StateNames.Of(state), counts.GetValueOrDefault(state));
        }
    }
}
