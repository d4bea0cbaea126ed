using System;
using System.Buffers;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Mesos.V1.Master;
using Mesos.V1.Quota;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Json;
using Tepui.Http.Messages;
using Tepui.Http.Responses;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Quotas;
using Tepui.Protocol.Codecs;
using Tepui.Protocol.Json;
using Tepui.Runtime.Loops;

namespace Tepui.Master.Endpoints.Roles;

/// <summary>/quota, older than UPDATE_QUOTA: GET shows all, POST sets a role's guarantee, DELETE of /quota/ROLE takes it off.</summary>
internal sealed class QuotaEndpoint(MasterService service, SnapshotReader<MasterView> views)
{
    public Task HandleAsync(HttpContext context) => context.Request.Method switch
    {
        "POST" => SetAsync(context),
        "DELETE" => RemoveAsync(context),
        _ => GetAsync(context),
    };

    private async Task GetAsync(HttpContext context)
    {
        MasterView view = await views.ReadAsync().ConfigureAwait(false);
        await JsonBody.WriteAsync(context, writer => writer.WriteMessage(RoleReads.QuotaStatus(view))).ConfigureAwait(false);
    }

    private async Task SetAsync(HttpContext context)
    {
        QuotaRequest request = await RequestBody
            .ReadAsync(context, service.Options.MaxRequestBodyBytes, 0, static (_, body) => Parse(body.ToArray()))
            .ConfigureAwait(false);
        await service.PostAsync(context, new Call
        {
            Type = Call.Types.Type.SetQuota,
            SetQuota = new Call.Types.SetQuota { QuotaRequest = request },
        }).ConfigureAwait(false);
    }

    private static QuotaRequest Parse(byte[] body)
    {
        string text = Encoding.UTF8.GetString(body);
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw NotJson(text, "Unexpected JSON type parsed; expecting an object");
            }
        }
        catch (JsonException exception)
        {
            throw NotJson(text, $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} is not what JSON has there");
        }

        Decoded<QuotaRequest> decoded = MesosJson.Parse<QuotaRequest>(body);
        return decoded.TryGet(out QuotaRequest? request)
            ? request
            : throw RequestRefusedException.BadRequest(
                $"Failed to validate set quota request JSON '{text}': {string.Join("; ", decoded.Faults)}");
    }

    private static RequestRefusedException NotJson(string text, string fault) =>
        RequestRefusedException.BadRequest($"Failed to parse set quota request JSON '{text}': {fault}");

    /// <summary>The role is all of the path after /quota, slashes within it included.</summary>
    private async Task RemoveAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        path = path.StartsWith("/master/", StringComparison.Ordinal) ? path : "/master" + path;
        string[] parts = path.Split('/', 4, StringSplitOptions.None)[1..];
        string role = parts.Length == 3 ? parts[2].TrimStart('/') : "";
        if (role.Length == 0)
        {
            throw RequestRefusedException.BadRequest(
                $"Failed to parse remove quota request for path '{path}': expected 3 tokens, found 2 tokens");
        }

        if (Fault(await views.ReadAsync().ConfigureAwait(false), path, role) is { } fault)
        {
            throw RequestRefusedException.BadRequest(fault);
        }

        await service.PostAsync(context, new Call
        {
            Type = Call.Types.Type.RemoveQuota,
            RemoveQuota = new Call.Types.RemoveQuota { Role = role },
        }).ConfigureAwait(false);
    }

    private static string? Fault(MasterView view, string path, string role)
    {
        if (view.AllowedRoles?.Contains(role) == false)
        {
            return $"Failed to validate remove quota request for path '{path}': Unknown role '{role}'";
        }

        if (!view.Quotas.ContainsKey(role))
        {
            return $"Failed to remove quota for path '{path}': Role '{role}' has no quota set";
        }

        var rest = new QuotaTree(view.Quotas.Where(pair => pair.Key != role));
        return rest.Validate() is { } fault ? $"Failed to remove quota for path '{path}': {fault}" : null;
    }
}
