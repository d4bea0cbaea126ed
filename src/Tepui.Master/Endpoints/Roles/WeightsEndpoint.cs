using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Mesos.V1;
using Mesos.V1.Master;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Http.Messages;
using Tepui.Http.Responses;
using Tepui.Kernel.Master.Views;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Json;
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
            .ReadAsync(context, service.Options.MaxRequestBodyBytes, 0, static (_, body) => Parse(body.ToArray()))
            .ConfigureAwait(false);
        var call = new Call { Type = Call.Types.Type.UpdateWeights, UpdateWeights = new Call.Types.UpdateWeights() };
        call.UpdateWeights.WeightInfos.AddRange(weights);
        await service.PostAsync(context, call).ConfigureAwait(false);
    }

    private static List<WeightInfo> Parse(byte[] body)
    {
        string text = Encoding.UTF8.GetString(body);
        var weights = new List<WeightInfo>();
        var faults = new List<string>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                throw NotJson(text, "Unexpected JSON type parsed; expecting an array");
            }

            foreach (JsonElement element in document.RootElement.EnumerateArray())
            {
                Decoded<WeightInfo> decoded = MesosJson.Parse<WeightInfo>(Encoding.UTF8.GetBytes(element.GetRawText()));
                faults.AddRange(decoded.Faults);
                if (decoded.TryGet(out WeightInfo? weight))
                {
                    weights.Add(weight);
                }
            }
        }
        catch (JsonException exception)
        {
            throw NotJson(text, $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} is not what JSON has there");
        }

        return faults.Count == 0
            ? weights
            : throw RequestRefusedException.BadRequest(
                $"Failed to convert weights JSON array to protobuf '{text}': {string.Join("; ", faults)}");
    }

    private static RequestRefusedException NotJson(string text, string fault) =>
        RequestRefusedException.BadRequest($"Failed to parse update weights request JSON '{text}': {fault}");
}
