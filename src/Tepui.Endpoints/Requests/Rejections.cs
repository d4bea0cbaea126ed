using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Responses;
using Tepui.Kernel;

namespace Tepui.Endpoints.Requests;

/// <summary>Mesos's status codes for the machine's rejections.</summary>
public static class Rejections
{
    public static Task AnswerAsync(HttpContext context, Rejection rejection) =>
        context.TextAsync(StatusCode(rejection.Kind), rejection.Message);

    public static int StatusCode(RejectionKind kind) => kind switch
    {
        RejectionKind.Forbidden => 403,
        RejectionKind.NotFound => 404,
        RejectionKind.Conflict => 409,
        RejectionKind.Failed => 500,
        RejectionKind.NotSupported => 501,
        RejectionKind.Unavailable => 503,
        _ => 400,
    };
}
