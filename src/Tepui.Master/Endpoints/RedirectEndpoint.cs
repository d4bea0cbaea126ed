using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Responses;

namespace Tepui.Master.Endpoints;

/// <summary>/redirect: 307 to the leading master, which is this one.</summary>
internal sealed class RedirectEndpoint(MasterService service)
{
    public Task HandleAsync(HttpContext context)
    {
        // What lies below it would be redirected for ever.
        if (context.Request.Path.Value is not { } path || !path.TrimEnd('/').EndsWith("/redirect", StringComparison.Ordinal))
        {
            return context.EmptyAsync(StatusCodes.Status404NotFound);
        }

        context.Response.Headers.Location = $"//{service.Info.Hostname}:{service.Info.Port}";
        return context.EmptyAsync(StatusCodes.Status307TemporaryRedirect);
    }
}
