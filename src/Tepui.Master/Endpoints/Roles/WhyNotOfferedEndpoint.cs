using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Http.Responses;
using Tepui.Kernel;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;

namespace Tepui.Master.Endpoints.Roles;

/// <summary>
/// /allocator/why_not_offered: why a framework's role waits, at how many agents what is in the way, and the nearest agent. Mesos has
/// no such thing.
/// </summary>
/// <param name="ask">Looks at all agents between two steps of the machine.</param>
internal sealed class WhyNotOfferedEndpoint(Func<FrameworkId, string, ResourceSet?, Task<OfferDiagnosis>> ask)
{
    public async Task HandleAsync(HttpContext context)
    {
        var faults = new List<string>();
        string framework = Parameter(context, "framework_id", faults);
        string role = Parameter(context, "role", faults);
        ResourceSet? wanted = null;
        if (context.Request.Query["resources"] is [{ Length: > 0 } text])
        {
            wanted = ResourceText.Parse(text, faults);
        }

        if (faults.Count > 0)
        {
            throw RequestRefusedException.BadRequest(string.Join("; ", faults));
        }

        OfferDiagnosis diagnosis = await ask(new FrameworkId(framework), role, wanted).ConfigureAwait(false);
        await JsonBody.WriteAsync(context, writer => Write(writer, diagnosis)).ConfigureAwait(false);
    }

    private static string Parameter(HttpContext context, string name, List<string> faults)
    {
        string? value = context.Request.Query[name];
        if (string.IsNullOrEmpty(value))
        {
            faults.Add($"Expecting '{name}=VALUE' in the query");
        }

        return value ?? "";
    }

    private static void Write(Utf8JsonWriter writer, OfferDiagnosis diagnosis)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("agents");
        foreach ((OfferObstacle obstacle, int agents) in diagnosis.ByObstacle)
        {
            writer.WriteNumber(NameOf(obstacle), agents);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("agents_with_too_little");
        foreach ((string resource, int agents) in diagnosis.ByResource)
        {
            writer.WriteNumber(resource, agents);
        }

        writer.WriteEndObject();
        if (diagnosis.Nearest is { } nearest)
        {
            writer.WriteStartObject("nearest");
            writer.WriteString("agent_id", nearest.Agent.Value);
            writer.WriteString("obstacle", NameOf(nearest.Obstacle));
            writer.WriteString("offerable", nearest.Offerable.ToString());
            writer.WriteStartObject("missing");
            foreach ((string resource, long thousandths) in nearest.Missing)
            {
                writer.WriteNumber(resource, thousandths / (double)FixedPoint.One);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>TooSmall is told as <c>too_small</c>.</summary>
    private static string NameOf(OfferObstacle obstacle) => JsonNamingPolicy.SnakeCaseLower.ConvertName(obstacle.ToString());
}
