using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Master.Views;
using Tepui.Runtime.Loops;

namespace Tepui.Master.Endpoints.Roles;

/// <summary>/allocator/offer_constraints_debug: which agents each framework's offer constraints keep from each of its roles.</summary>
internal sealed class OfferConstraintsEndpoint(SnapshotReader<MasterView> views)
{
    public async Task HandleAsync(HttpContext context)
    {
        MasterView view = await views.ReadAsync().ConfigureAwait(false);
        (string Id, AgentTraits Traits)[] agents = [.. view.Agents.Select(static agent => (agent.Id.Value, AgentTraits.Of(agent.Info)))];
        await JsonBody.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("frameworks");
            foreach (FrameworkView framework in view.Frameworks)
            {
                Write(writer, framework, agents);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter writer, FrameworkView framework, (string Id, AgentTraits Traits)[] agents)
    {
        writer.WriteStartObject(framework.Id.Value);
        writer.WriteStrings("suppressed_roles", framework.SuppressedRoles);
        writer.WriteStartObject("excluded_by_attribute_constraints");
        foreach (string role in framework.Roles)
        {
            IEnumerable<string> excluded = framework.Constraints is { } constraints
                ? agents.Where(agent => !constraints.Allows(role, agent.Traits)).Select(static agent => agent.Id)
                : [];
            writer.WriteStrings(role, excluded);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
