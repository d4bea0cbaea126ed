using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Agent.Containers;
using Tepui.Agent.Files;
using Tepui.Agent.Sessions;
using Tepui.Endpoints.Help;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Logging;
using Tepui.Endpoints.Metrics;
using Tepui.Endpoints.Server;
using Tepui.Http.Routing;
using Tepui.Kernel.Agent.Views;

namespace Tepui.Agent.Endpoints;

/// <summary>All that an agent answers over HTTP; every path also under <c>/slave(1)</c>, as libprocess has it.</summary>
/// <param name="facts">Refuses while the agent recovers.</param>
internal sealed class AgentEndpoints(
    Func<AgentFacts> facts,
    FileEndpoints files,
    Func<Task<AgentView>> view,
    Func<ContainerRequests> containers,
    Func<SessionCalls> sessions,
    Func<ContainerReports> reports,
    LoggingLevel logging,
    TimeProvider time)
{
    /// <summary>What stands before a path in old clients.</summary>
    public const string Daemon = "slave(1)";

    public void Map(RouteTable routes)
    {
        routes.Read("/state", StateAsync);
        new ServerEndpoints(() => facts().Flags, MetricsAsync).Map(routes);
        files.Map(routes);
        new ContainerEndpoints(reports, view).Map(routes);
        routes.Post("/api/v1", new OperatorApi(facts, files, view, containers, sessions, reports, logging, MetricsAsync).AnswerAsync);
        new LoggingEndpoint(logging).Map(routes);
        new HelpEndpoints(Daemon, AgentHelp.Texts).Map(routes);
    }

    private async Task StateAsync(HttpContext context)
    {
        AgentView now = await view();
        await JsonBody.WriteAsync(context, writer => StateEndpoint.Write(writer, facts(), now));
    }

    private async Task<MetricSet> MetricsAsync() => AgentMetrics.Read(facts(), await view(), time.GetUtcNow());
}
