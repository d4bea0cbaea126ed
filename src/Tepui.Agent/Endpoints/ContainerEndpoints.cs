using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Agent.Containers;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Server;
using Tepui.Http.Responses;
using Tepui.Http.Routing;
using Tepui.Kernel.Agent.Views;

namespace Tepui.Agent.Endpoints;

/// <summary><c>/containers</c>, <c>/monitor/statistics</c>, <c>/containerizer/debug</c> (src/slave/http.cpp).</summary>
internal sealed class ContainerEndpoints(Func<ContainerReports> reports, Func<Task<AgentView>> view)
{
    private const string OneOfThree =
        "Supported query parameters are container_id only, framework_id only, or executor_id and framework_id only";

    public void Map(RouteTable routes) => routes
        .Read("/containers", ContainersAsync)
        .Read("/monitor/statistics", StatisticsAsync)
        .Read("/containerizer/debug", DebugAsync);

    private async Task ContainersAsync(HttpContext context)
    {
        string? container = Asked(context, "container_id");
        string? framework = Asked(context, "framework_id");
        string? executor = Asked(context, "executor_id");
        if ((container is not null && (framework is not null || executor is not null)) || (executor is not null && framework is null))
            throw RequestRefusedException.BadRequest(OneOfThree);
        List<ContainerEntry> entries = [.. ContainerEntry.List(await view()).Where(entry =>
            (container is null || entry.Id.Value == container)
            && (framework is null || entry.Owner?.Framework.Value == framework)
            && (executor is null || entry.Owner?.Executor.Value == executor))];
        IReadOnlyList<ContainerReport> all = await reports().ReadAsync(entries, status: true, context.RequestAborted);
        await JsonBody.WriteAsync(context, writer => Write(writer, all, withContainer: true));
    }

    /// <summary>Mesos leaves out executors of which nothing is known.</summary>
    private async Task StatisticsAsync(HttpContext context)
    {
        IReadOnlyList<ContainerReport> all = await reports().ReadAsync(
            ContainerEntry.List(await view()), status: false, context.RequestAborted);
        await JsonBody.WriteAsync(
            context, writer => Write(writer, all.Where(static report => report.Statistics is not null), withContainer: false));
    }

    private Task DebugAsync(HttpContext context) => JsonBody.WriteAsync(context, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("pending");
        foreach (PendingOperation operation in reports().Pending.All)
        {
            writer.WriteStartObject();
            writer.WriteString("operation", operation.Name);
            writer.WriteStartObject("args");
            writer.WriteString("containerId", operation.Container.Value);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static string? Asked(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var values) ? values.ToString() : null;

    private static void Write(Utf8JsonWriter writer, IEnumerable<ContainerReport> reports, bool withContainer)
    {
        writer.WriteStartArray();
        foreach (ContainerReport report in reports)
        {
            writer.WriteStartObject();
            if (withContainer)
                writer.WriteString("container_id", report.Entry.Id.Value);
            if (report.Entry.Owner is { } owner)
            {
                writer.WriteString("executor_id", owner.Executor.Value);
                writer.WriteString("executor_name", owner.Name);
                writer.WriteString("framework_id", owner.Framework.Value);
                writer.WriteString("source", owner.Source);
            }

            writer.WriteOptional("statistics", report.Statistics);
            writer.WriteOptional("status", report.Status);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
