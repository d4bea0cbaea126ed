using System.Collections.Generic;
using System.Text;
using Mesos.V1;
using Mesos.V1.Master;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Http.Messages;
using Tepui.Http.Responses;
using Tepui.Kernel.Master.Views;
using Tepui.Runtime.Loops;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Master.Endpoints.Roles;

/// <summary>/weights: GET shows them, PUT sets those of a JSON array (docs/weights.md).</summary>
internal sealed class WeightsEndpoint(MasterService service, SnapshotReader<MasterView> views)
{
    public Task HandleAsync(HttpContext context) =>
        HttpMethods.IsPut(context.Request.Method) ? UpdateAsync(context) : GetAsync(context);

    private async Task GetAsync(HttpContext context)
    {
        MasterView view = await views.ReadAsync().ConfigureAwait(false);
        await JsonBody.WriteAsync(context, writer =>
        {
            writer.WriteStartArray();
            foreach (WeightInfo weight in RoleReads.WeightInfos(view))
            {
                writer.WriteMessage(weight);
            }

            writer.WriteEndArray();
        }).ConfigureAwait(false);
    }

    private async Task UpdateAsync(HttpContext context)
    {
        List<WeightInfo> weights = await RequestBody
            .ReadAsync(context, service.Options.MaxRequestBodyBytes, 0, static (_, body) => Parse(Encoding.UTF8.GetString(body)))
            .ConfigureAwait(false);
        var call = new Call { Type = Call.Types.Type.UpdateWeights, UpdateWeights = new Call.Types.UpdateWeights() };
        call.UpdateWeights.WeightInfos.AddRange(weights);
        await service.PostAsync(context, call).ConfigureAwait(false);
    }

    private static List<WeightInfo> Parse(string text) => JsonArray.Parse<WeightInfo>(
        text,
        "Unexpected JSON type parsed; expecting an array",
        fault => NotJson(text, fault),
        faults => RequestRefusedException.BadRequest($"Failed to convert weights JSON array to protobuf '{text}': {faults}"));

    private static RequestRefusedException NotJson(string text, string fault) =>
        RequestRefusedException.BadRequest($"Failed to parse update weights request JSON '{text}': {fault}");
}
