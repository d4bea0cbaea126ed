using System;
using System.Text;
using System.Threading.Tasks;
using Mesos.V1.Master;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Messages;
using Tepui.Http.Responses;

namespace Tepui.Master.Endpoints;

/// <summary>POST /teardown with <c>frameworkId=ID</c> as the body (docs/endpoints/master/teardown.md).</summary>
internal sealed class TeardownEndpoint(MasterService service)
{
    public async Task HandleAsync(HttpContext context)
    {
        string body = await RequestBody
            .ReadAsync(context, service.Options.MaxRequestBodyBytes, 0, static (_, bytes) => Encoding.UTF8.GetString(bytes))
            .ConfigureAwait(false);
        string id = FormValue(body, "frameworkId")
            ?? throw RequestRefusedException.BadRequest("Missing 'frameworkId' query parameter in the request body");
        var call = new Call
        {
            Type = Call.Types.Type.Teardown,
            Teardown = new Call.Types.Teardown { FrameworkId = new Mesos.V1.FrameworkID { Value = id } },
        };
        await service.PostAsync(context, call).ConfigureAwait(false);
    }

    private static string? FormValue(string body, string name)
    {
        foreach (string pair in body.Trim().Split(['&', ';']))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0 && string.Equals(Decode(pair[..equals]), name, StringComparison.Ordinal))
            {
                return Decode(pair[(equals + 1)..]);
            }
        }

        return null;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
