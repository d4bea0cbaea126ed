using System.Linq;
using System.Net;
using System.Text;
using Mesos.V1;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Tasks;
using Tepui.Endpoints.Versions;
using Tepui.Http.Responses;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Resources;
using Tepui.Runtime.Loops;

namespace Tepui.Master.Endpoints.Pages;

/// <summary>/: one plain page for people, made here, without scripts; the browser asks again every few seconds.</summary>
internal sealed class StatusPage(MasterService service, SnapshotReader<MasterView> views)
{
    private const int TasksShown = 200;

    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #222; background: #fff }
        h1 { font-size: 1.5rem; margin-bottom: 0 } h2 { font-size: 1.1rem; margin-top: 2rem }
        table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .25rem .75rem .25rem 0; vertical-align: top }
        th { border-bottom: 2px solid #999 } td { border-bottom: 1px solid #ddd; overflow-wrap: anywhere }
        .quiet { color: #666 } .number { text-align: right }
        @media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } td { border-color: #333 } a { color: #8bf } }
        """;

    public async System.Threading.Tasks.Task HandleAsync(HttpContext context)
    {
        MasterView view = await views.ReadAsync().ConfigureAwait(false);
        byte[] page = Encoding.UTF8.GetBytes(Render(view));
        await context.CompressibleAsync("text/html; charset=utf-8", page).ConfigureAwait(false);
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static void AppendAgents(StringBuilder page, MasterView view)
    {
        page.Append("<h2>Agents (").Append(view.Agents.Count).Append(")</h2>");
        if (view.Agents.Count == 0)
        {
            page.Append("<p class=quiet>None yet. Start one: <code>tepui agent --master=")
                .Append(Escape($"{view.Info.Address.Ip}:{view.Info.Port}")).Append("</code></p>");
            return;
        }

        page.Append("<table><tr><th>Id<th>Host<th>State<th>CPUs used<th>Memory used, MB<th>Disk used, MB</tr>");
        foreach (AgentView agent in view.Agents)
        {
            string url = $"http://{agent.Info.Hostname}:{agent.Info.Port}/state";
            page.Append("<tr><td>").Append(Escape(agent.Id.Value))
                .Append("<td><a href=\"").Append(Escape(url)).Append("\">").Append(Escape(agent.Info.Hostname)).Append("</a>")
                .Append("<td>").Append(agent.Connected ? "connected" : "disconnected");
            foreach (string name in (string[])["cpus", "mem", "disk"])
            {
                page.Append("<td>").Append(FixedPoint.ToText(agent.Used.Scalar(name))).Append(" of ")
                    .Append(FixedPoint.ToText(agent.Total.Scalar(name)));
            }
        }

        page.Append("</table>");
    }

    private static void AppendFrameworks(StringBuilder page, MasterView view)
    {
        page.Append("<h2>Frameworks (").Append(view.Frameworks.Count).Append(")</h2>");
        page.Append("<table><tr><th>Id<th>Name<th>State<th>Tasks<th>CPUs<th>Memory, MB</tr>");
        foreach (FrameworkView framework in view.Frameworks.Concat(view.CompletedFrameworks.Reverse()))
        {
            string state = framework.UnregisteredTime is not null ? "completed"
                : framework.Connected ? "connected"
                : framework.Recovered ? "not back yet" : "disconnected";
            page.Append("<tr><td>").Append(Escape(framework.Id.Value)).Append("<td>").Append(Escape(framework.Info.Name))
                .Append("<td>").Append(state).Append("<td>").Append(framework.Tasks.Count)
                .Append("<td>").Append(FixedPoint.ToText(framework.Used.Scalar("cpus")))
                .Append("<td>").Append(FixedPoint.ToText(framework.Used.Scalar("mem")));
        }

        page.Append("</table>");
    }

    private static void AppendTasks(StringBuilder page, MasterView view)
    {
        TaskView[] live = view.Frameworks.SelectMany(static framework => framework.Tasks).ToArray();
        TaskView[] ended = view.Frameworks.Concat(view.CompletedFrameworks)
            .SelectMany(static framework => framework.CompletedTasks.Reverse()).Take(TasksShown).ToArray();
        page.Append("<h2>Tasks (").Append(live.Length).Append(")</h2>");
        AppendTaskTable(page, live.Take(TasksShown).ToArray());
        if (live.Length > TasksShown)
        {
            page.Append("<p class=quiet>The first ").Append(TasksShown).Append("; all are in <a href=\"/tasks?limit=1000000\">/tasks</a>.</p>");
        }

        page.Append("<h2>Ended tasks</h2>");
        AppendTaskTable(page, ended);
    }

    private static void AppendTaskTable(StringBuilder page, TaskView[] tasks)
    {
        if (tasks.Length == 0)
        {
            page.Append("<p class=quiet>None.</p>");
            return;
        }

        page.Append("<table><tr><th>Id<th>Name<th>State<th>Framework<th>Agent<th>Last message</tr>");
        foreach (TaskView view in tasks)
        {
            Mesos.V1.Task task = view.ToTask();
            TaskStatus? last = task.Statuses.LastOrDefault();
            page.Append("<tr><td>").Append(Escape(view.Id.Value)).Append("<td>").Append(Escape(task.Name))
                .Append("<td>").Append(StateNames.Of(view.State)).Append("<td>").Append(Escape(view.Framework.Value))
                .Append("<td>").Append(Escape(view.Agent.Value)).Append("<td>").Append(Escape(last?.Message ?? ""));
        }

        page.Append("</table>");
    }

    private string Render(MasterView view)
    {
        string title = service.Options.Cluster is { } cluster ? $"Tepui: {cluster}" : "Tepui";
        var page = new StringBuilder(8192);
        page.Append("<!doctype html><html lang=en><meta charset=utf-8><meta http-equiv=refresh content=5>")
            .Append("<meta name=viewport content=\"width=device-width\"><title>").Append(Escape(title)).Append("</title><style>")
            .Append(Style).Append("</style><h1>").Append(Escape(title)).Append("</h1><p class=quiet>Version ")
            .Append(Escape(TepuiVersion.Own)).Append(", speaks Mesos ").Append(TepuiVersion.Mesos)
            .Append(". Master ").Append(Escape(view.Info.Id)).Append(" at ").Append(Escape($"{view.Info.Hostname}:{view.Info.Port}"))
            .Append(view.Leads ? ", leading" : ", not leading").Append(".</p>");
        if (!view.Leads)
        {
            // What it knows is nothing; the leader knows.
            return page.Append("<p>The <a href=\"/redirect\">leading master</a> knows of agents, frameworks and tasks.</p></html>\n").ToString();
        }

        AppendAgents(page, view);
        AppendFrameworks(page, view);
        AppendTasks(page, view);
        page.Append("<h2>As JSON</h2><p>");
        foreach (string path in (string[])["/state", "/slaves", "/frameworks", "/tasks", "/metrics/snapshot", "/flags", "/version"])
        {
            page.Append("<a href=\"").Append(path).Append("\">").Append(path).Append("</a> ");
        }

        return page.Append("</p></html>\n").ToString();
    }
}
