using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Agent.Detection;
using Tepui.Agent.Files;
using Tepui.Http.Responses;
using Tepui.Http.Routing;
using Tepui.Kernel.Agent.Views;

namespace Tepui.Agent.Endpoints;

/// <summary>All that an agent answers over HTTP; every path also under <c>/slave(1)</c>, as libprocess has it.</summary>
/// <param name="facts">Refuses while the agent recovers.</param>
internal sealed class AgentEndpoints(Func<AgentFacts> facts, FileEndpoints files, Func<Task<AgentView>> view, TimeProvider time)
{
    /// <summary>What stands before a path in old clients.</summary>
    public const string Daemon = "slave(1)";

    public void Map(RouteTable routes)
    {
        foreach (string suffix in (string[])["", ".json"])
        {
            routes.Any("/state" + suffix, StateAsync);
            routes.Any("/flags" + suffix, context => JsonResponse.WriteAsync(context, writer =>
            {
                writer.WriteStartObject();
                StateEndpoint.WriteFlags(writer, facts());
                writer.WriteEndObject();
            }));
            routes.Any("/version" + suffix, context => JsonResponse.WriteAsync(context, writer =>
            {
                writer.WriteStartObject();
                StateEndpoint.WriteVersion(writer);
                writer.WriteEndObject();
            }));
            routes.Any("/metrics/snapshot" + suffix, MetricsAsync);
            routes.Any("/system/stats" + suffix, SystemAsync);
        }

        routes.Any("/health", context => context.EmptyAsync(StatusCodes.Status200OK));
        files.Map(routes);
        routes.Post("/api/v1", new OperatorApi(facts, files, view, time).AnswerAsync);
    }

    private async Task StateAsync(HttpContext context)
    {
        AgentView now = await view();
        await JsonResponse.WriteAsync(context, writer => StateEndpoint.Write(writer, facts(), now));
    }

    private async Task MetricsAsync(HttpContext context)
    {
        AgentView now = await view();
        await JsonResponse.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            foreach ((string name, double value) in AgentMetrics.Read(facts(), now, time.GetUtcNow()))
                writer.WriteDouble(name, value);
            writer.WriteEndObject();
        });
    }

    private static Task SystemAsync(HttpContext context) => JsonResponse.WriteAsync(context, writer =>
    {
        HostLoad load = HostLoad.Read();
        writer.WriteStartObject();
        writer.WriteDouble("avg_load_15min", load.FifteenMinutes);
        writer.WriteDouble("avg_load_1min", load.OneMinute);
        writer.WriteDouble("avg_load_5min", load.FiveMinutes);
        writer.WriteNumber("cpus_total", Environment.ProcessorCount);
        writer.WriteNumber("mem_free_bytes", load.FreeBytes);
        writer.WriteNumber("mem_total_bytes", load.TotalBytes);
        writer.WriteEndObject();
    });
}
