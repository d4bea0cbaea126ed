using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Versions;
using Tepui.Kernel;
using Tepui.Kernel.Master.Views;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Master.Endpoints.State;

/// <summary>The older read endpoints over a view: /state, /slaves, /frameworks, /tasks, /state-summary.</summary>
internal sealed class StateEndpoints(MasterService service, LongReads reads)
{
    /// <summary>/state: everything.</summary>
    public async Task StateAsync(HttpContext context)
    {
        MasterView view = await reads.ViewAsync().ConfigureAwait(false);
        await reads.AnswerAsync(context, StatePieces.State(view, writer => WriteMaster(writer, view))).ConfigureAwait(false);
    }

    /// <summary>/slaves, of one agent with <c>?slave_id=</c>.</summary>
    public async Task AgentsAsync(HttpContext context)
    {
        MasterView view = await reads.ViewAsync().ConfigureAwait(false);
        if (TaskPage.Text(context.Request.Query, "slave_id") is { } id)
        {
            view = view with
            {
                Agents = ViewList.Of(view.Agents.Where(agent => agent.Id.Value == id)),
                RecoveredAgents = [.. view.RecoveredAgents.Where(agent => agent.Id.Value == id)],
            };
        }

        await reads.AnswerAsync(context, StatePieces.Agents(view)).ConfigureAwait(false);
    }

    /// <summary>/frameworks, of one framework with <c>?framework_id=</c>.</summary>
    public async Task FrameworksAsync(HttpContext context)
    {
        MasterView view = await reads.ViewAsync().ConfigureAwait(false);
        string? id = TaskPage.Text(context.Request.Query, "framework_id");
        await reads.AnswerAsync(
            context,
            StatePieces.Frameworks(
                view.Frameworks.Where(framework => id is null || framework.Id.Value == id),
                view.CompletedFrameworks.Where(framework => id is null || framework.Id.Value == id))).ConfigureAwait(false);
    }

    /// <summary>/tasks, a page of all tasks by the time of their first status; the newest first unless <c>order=asc</c>.</summary>
    public async Task TasksAsync(HttpContext context)
    {
        MasterView view = await reads.ViewAsync().ConfigureAwait(false);
        await reads.AnswerAsync(context, StatePieces.Tasks(TaskPage.Of(context.Request.Query).Of(view))).ConfigureAwait(false);
    }

    /// <summary>/state-summary: counts in place of tasks.</summary>
    public async Task SummaryAsync(HttpContext context)
    {
        MasterView view = await reads.ViewAsync().ConfigureAwait(false);
        await reads.AnswerAsync(context, SummaryPieces.Of(view, service.Options.Cluster)).ConfigureAwait(false);
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
