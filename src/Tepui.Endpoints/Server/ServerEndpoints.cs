using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Flags;
using Tepui.Endpoints.Host;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Metrics;
using Tepui.Endpoints.Versions;
using Tepui.Http.Responses;
using Tepui.Http.Routing;
using Tepui.Runtime.Flags;

namespace Tepui.Endpoints.Server;

/// <summary>What every server says of itself.</summary>
/// <param name="flags">May refuse while the server recovers.</param>
/// <param name="metrics">All metrics by name.</param>
public sealed class ServerEndpoints(Func<ShownFlags> flags, Func<Task<MetricSet>> metrics)
{
    public void Map(RouteTable routes) => routes
        .Any("/health", HealthAsync)
        .Read("/version", VersionAsync)
        .Read("/flags", FlagsAsync)
        .Any("/metrics", PrometheusAsync)
        .Read("/metrics/snapshot", MetricsAsync)
        .Read("/system/stats", SystemAsync);

    /// <summary>200 and nothing else.</summary>
    private static Task HealthAsync(HttpContext context) => context.EmptyAsync(StatusCodes.Status200OK);

    private static Task VersionAsync(HttpContext context) => JsonBody.WriteAsync(context, VersionJson.Write);

    private static Task SystemAsync(HttpContext context) => JsonBody.WriteAsync(context, SystemStatistics.Write);

    private Task FlagsAsync(HttpContext context) => JsonBody.WriteAsync(context, flags().Write);

    private async Task MetricsAsync(HttpContext context)
    {
        CheckTimeout(context);
        MetricSet all = await metrics().ConfigureAwait(false);
        await JsonBody.WriteAsync(context, writer => MetricsJson.Write(writer, all.Flat())).ConfigureAwait(false);
    }

    /// <summary>
    /// Within a <c>timeout</c> Mesos leaves out what is not ready yet; here all is taken at once, and what is left of it is that
    /// it must be a duration.
    /// </summary>
    private static void CheckTimeout(HttpContext context)
    {
        string? timeout = context.Request.Query["timeout"];
        if (timeout is not null && !FlagText.TryParseDuration(timeout, out _))
            throw RequestRefusedException.BadRequest($"Failed to parse timeout: Invalid duration '{timeout}'");
    }

    /// <summary>For Prometheus, or in OpenMetrics when that is asked for.</summary>
    private async Task PrometheusAsync(HttpContext context)
    {
        bool openMetrics = context.Request.Headers.Accept.ToString().Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase);
        string text = PrometheusText.Write(await metrics().ConfigureAwait(false), openMetrics);
        await context.CompressibleAsync(
            openMetrics ? PrometheusText.OpenMetricsContentType : PrometheusText.ContentType,
            System.Text.Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
    }
}
