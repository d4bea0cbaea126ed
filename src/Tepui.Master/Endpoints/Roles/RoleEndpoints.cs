using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Resources;
using Tepui.Runtime.Loops;

namespace Tepui.Master.Endpoints.Roles;

/// <summary>/roles (docs/endpoints/master/roles.md).</summary>
internal sealed class RoleEndpoints(SnapshotReader<MasterView> views)
{
    public async Task RolesAsync(HttpContext context)
    {
        MasterView view = await views.ReadAsync().ConfigureAwait(false);
        await JsonBody.WriteAsync(context, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("roles");
            foreach (RoleView role in view.Roles)
            {
                Write(writer, role);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter writer, RoleView role)
    {
        writer.WriteStartObject();
        writer.WriteString("name", role.Name);
        writer.WriteDouble("weight", role.Weight);
        writer.WriteStartObject("quota");
        writer.WriteString("role", role.Name);
        Write(writer, "guarantee", role.Quota.Guarantees);
        Write(writer, "limit", role.Quota.Limits);
        Write(writer, "consumed", role.Has.Consumed);
        writer.WriteEndObject();
        Write(writer, "resources", role.Has.Allocated.Add(role.Has.Offered));
        Write(writer, "allocated", role.Has.Allocated);
        Write(writer, "offered", role.Has.Offered);
        Write(writer, "reserved", role.Has.Reserved);
        writer.WriteStrings("frameworks", role.Frameworks.Select(static id => id.Value));
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, long>> quantities)
    {
        writer.WriteStartObject(name);
        foreach ((string resource, long thousandths) in quantities)
        {
            writer.WriteDouble(resource, FixedPoint.ToDouble(thousandths));
        }

        writer.WriteEndObject();
    }
}
