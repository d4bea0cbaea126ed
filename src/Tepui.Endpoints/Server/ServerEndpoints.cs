using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Flags;
using Tepui.Endpoints.Host;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Metrics;
using Tepui.Endpoints.Versions;
using Tepui.Http.Responses;
using Tepui.Http.Routing;

namespace Tepui.Endpoints.Server;

/// <summary>What every server says of itself.</summary>
/// <param name="flags">May refuse while the server recovers.</param>
/// <param name="metrics">All metrics by name.</param>
public sealed class ServerEndpoints(Func<ShownFlags> flags, Func<Task<SortedDictionary<string, double>>> metrics)
{
    public void Map(RouteTable routes) => routes
        .Any("/health", HealthAsync)
        .Read("/version", VersionAsync)
        .Read("/flags", FlagsAsync)
        .Read("/metrics/snapshot", MetricsAsync)
        .Read("/system/stats", SystemAsync);

    /// <summary>200 and nothing else.</summary>
    private static Task HealthAsync(HttpContext context) => context.EmptyAsync(StatusCodes.Status200OK);

    private static Task VersionAsync(HttpContext context) => JsonBody.WriteAsync(context, VersionJson.Write);

    private static Task SystemAsync(HttpContext context) => JsonBody.WriteAsync(context, SystemStatistics.Write);

    private Task FlagsAsync(HttpContext context) => JsonBody.WriteAsync(context, flags().Write);

    private async Task MetricsAsync(HttpContext context)
    {
        SortedDictionary<string, double> all = await metrics().ConfigureAwait(false);
        await JsonBody.WriteAsync(context, writer => MetricsJson.Write(writer, all)).ConfigureAwait(false);
    }
}
