using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Responses;

namespace Tepui.Master.Endpoints;

/// <summary>/redirect: 307 to the leading master, which is this one.</summary>
internal sealed class RedirectEndpoint(MasterService service)
{
    public Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.Location = $"//{service.Info.Hostname}:{service.Info.Port}";
        return context.EmptyAsync(StatusCodes.Status307TemporaryRedirect);
    }
}
