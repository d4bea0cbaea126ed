using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Tasks;
using Tepui.Endpoints.Versions;
using Tepui.Kernel;
using Tepui.Kernel.Master.Views;
using Tepui.Runtime.Loops;

namespace Tepui.Master.Endpoints.State;

/// <summary>The older read endpoints over a view: /state, /slaves, /frameworks, /tasks, /state-summary.</summary>
internal sealed class StateEndpoints(MasterService service, SnapshotReader<MasterView> views)
{
    private const int DefaultTaskLimit = 100;

    /// <summary>/state: everything.</summary>
    public async System.Threading.Tasks.Task StateAsync(HttpContext context)
    {
        MasterView view = await views.ReadAsync().ConfigureAwait(false);
        await JsonBody.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            WriteMaster(writer, view);
            WriteAgents(writer, view.Agents, view.RecoveredAgents, full: false);
            WriteFrameworks(writer, "frameworks", view.Frameworks);
            WriteFrameworks(writer, "completed_frameworks", view.CompletedFrameworks);
            writer.WriteStrings("orphan_tasks", []);
            writer.WriteStrings("unregistered_frameworks", []);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>/slaves, of one agent with <c>?slave_id=</c>.</summary>
    public async System.Threading.Tasks.Task AgentsAsync(HttpContext context)
    {
        MasterView view = await views.ReadAsync().ConfigureAwait(false);
        string? id = Query(context, "slave_id");
        await JsonBody.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            WriteAgents(
                writer,
                view.Agents.Where(agent => id is null || agent.Id.Value == id),
                view.RecoveredAgents.Where(agent => id is null || agent.Id.Value == id),
                full: true);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>/frameworks, of one framework with <c>?framework_id=</c>.</summary>
    public async System.Threading.Tasks.Task FrameworksAsync(HttpContext context)
    {
        MasterView view = await views.ReadAsync().ConfigureAwait(false);
        string? id = Query(context, "framework_id");
        await JsonBody.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            WriteFrameworks(writer, "frameworks", view.Frameworks.Where(framework => id is null || framework.Id.Value == id));
            WriteFrameworks(
                writer, "completed_frameworks", view.CompletedFrameworks.Where(framework => id is null || framework.Id.Value == id));
            writer.WriteStrings("unregistered_frameworks", []);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>/tasks, a page of all tasks by the time of their first status; the newest first unless <c>order=asc</c>.</summary>
    public async System.Threading.Tasks.Task TasksAsync(HttpContext context)
    {
        MasterView view = await views.ReadAsync().ConfigureAwait(false);
        int limit = NumberQuery(context, "limit", DefaultTaskLimit);
        int offset = NumberQuery(context, "offset", 0);
        string? frameworkId = Query(context, "framework_id");
        string? taskId = Query(context, "task_id");
        IEnumerable<(TaskView View, Mesos.V1.Task Task)> tasks = view.Frameworks.Concat(view.CompletedFrameworks)
            .Where(framework => frameworkId is null || framework.Id.Value == frameworkId)
            .SelectMany(static framework => framework.Tasks.Concat(framework.UnreachableTasks).Concat(framework.CompletedTasks))
            .Where(task => taskId is null || task.Id.Value == taskId)
            .Select(static task => (task, task.ToTask()));
        tasks = Query(context, "order") == "asc"
            ? tasks.OrderBy(static task => FirstTime(task.Task))
            : tasks.OrderByDescending(static task => FirstTime(task.Task));
        await JsonBody.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("tasks");
            foreach ((TaskView taskView, Mesos.V1.Task task) in tasks.Skip(offset).Take(limit))
            {
                writer.WriteTask(task, taskView.Resources);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>/state-summary: counts in place of tasks.</summary>
    public async System.Threading.Tasks.Task SummaryAsync(HttpContext context)
    {
        MasterView view = await views.ReadAsync().ConfigureAwait(false);
        await JsonBody.WriteAsync(context, writer => SummaryJson.Write(writer, view, service.Options.Cluster)).ConfigureAwait(false);
    }

    private static double FirstTime(Mesos.V1.Task task) => task.Statuses.Count > 0 ? task.Statuses[0].Timestamp : 0;

    private static string? Query(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues values) && values[0] is { Length: > 0 } value ? value : null;

    private static int NumberQuery(HttpContext context, string name, int otherwise) =>
        int.TryParse(Query(context, name), out int number) && number >= 0 ? number : otherwise;

    private static void WriteAgents(Utf8JsonWriter writer, IEnumerable<AgentView> agents, IEnumerable<AgentInfo> recovered, bool full)
    {
        writer.WriteStartArray("slaves");
        foreach (AgentView agent in agents)
        {
            AgentJson.Write(writer, agent, full);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("recovered_slaves");
        foreach (AgentInfo agent in recovered)
        {
            AgentJson.WriteRecovered(writer, agent);
        }

        writer.WriteEndArray();
    }

    private static void WriteFrameworks(Utf8JsonWriter writer, string name, IEnumerable<FrameworkView> frameworks)
    {
        writer.WriteStartArray(name);
        foreach (FrameworkView framework in frameworks)
        {
            FrameworkJson.Write(writer, framework);
        }

        writer.WriteEndArray();
    }

    private void WriteMaster(Utf8JsonWriter writer, MasterView view)
    {
        MasterInfo info = view.Info;
        writer.WriteVersionMembers();
        writer.WriteSeconds("start_time", service.StartTime);
        writer.WriteSeconds("elected_time", view.ElectedTime ?? default);
        writer.WriteString("id", info.Id);
        writer.WriteString("pid", info.Pid);
        writer.WriteString("hostname", info.Hostname);
        writer.WriteStrings("capabilities", info.Capabilities.Select(static capability => WireNames.Of(capability.Type)));
        writer.WriteDouble("activated_slaves", view.Agents.Count(static agent => agent.Active));
        writer.WriteDouble("deactivated_slaves", view.Agents.Count(static agent => !agent.Active));
        writer.WriteDouble("unreachable_slaves", view.UnreachableAgents.Count);
        writer.WriteOptional("domain", info.Domain);
        if (service.Options.Cluster is { } cluster)
        {
            writer.WriteString("cluster", cluster);
        }

        if (view.Leads)
        {
            writer.WriteString("leader", info.Pid);
            writer.WriteStartObject("leader_info");
            writer.WriteString("id", info.Id);
            writer.WriteString("pid", info.Pid);
            writer.WriteNumber("port", info.Port);
            writer.WriteString("hostname", info.Hostname);
            writer.WriteOptional("domain", info.Domain);
            writer.WriteEndObject();
        }

        service.Flags.WriteMember(writer);
    }
}
