using System.Threading.Tasks;
using Mesos.V1.Master;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Requests;
using Tepui.Http.Responses;
using Tepui.Kernel;
using Tepui.Kernel.Master;
using Type = Mesos.V1.Master.Call.Types.Type;

namespace Tepui.Master.Endpoints;

/// <summary>Operators' calls on their way to the machine, whichever endpoint they came by.</summary>
internal static class OperatorPosts
{
    /// <summary>Hands the call over and answers with the machine's word: 200 when it is done, 202 when an agent has yet to do it.</summary>
    public static async Task PostAsync(this MasterService service, HttpContext context, Call call)
    {
        (RequestId request, Task<Rejection?> answer) = service.Replies.Open();
        if (!service.Loop.TryPost(new OperatorCalls(request, Principal: null, call)))
        {
            service.Replies.Complete(request, new Rejection(RejectionKind.Unavailable, "Master is overloaded or shutting down; ask again later"));
        }

        if (await answer.ConfigureAwait(false) is { } rejection)
        {
            await Rejections.AnswerAsync(context, rejection).ConfigureAwait(false);
            return;
        }

        await context.EmptyAsync(IsDoneByAgent(call.Type) ? 202 : 200).ConfigureAwait(false);
    }

    private static bool IsDoneByAgent(Type type) => type is Type.ReserveResources or Type.UnreserveResources
        or Type.CreateVolumes or Type.DestroyVolumes or Type.GrowVolume or Type.ShrinkVolume;
}
