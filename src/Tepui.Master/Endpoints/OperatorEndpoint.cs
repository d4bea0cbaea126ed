using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1.Master;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Messages;
using Tepui.Http.Responses;
using Tepui.Kernel;
using Tepui.Kernel.Master;
using Tepui.Protocol.Codecs;
using Type = Mesos.V1.Master.Call.Types.Type;

namespace Tepui.Master.Endpoints;

/// <summary>POST /api/v1 (docs/operator-http-api.md): reads are answered here, what changes something by the machine.</summary>
internal sealed class OperatorEndpoint(MasterService service, OperatorReads reads)
{
    public async Task HandleAsync(HttpContext context)
    {
        Call call = await RequestMessage.ReadAsync<Call>(context, service.Options.MaxRequestBodyBytes).ConfigureAwait(false);
        Validate(call);
        MessageEncoding encoding = ContentNegotiation.ResponseEncoding(context.Request);
        if (await reads.AnswerAsync(call).ConfigureAwait(false) is { } response)
        {
            await (encoding == MessageEncoding.Json && OperatorJson.TryWrite(response) is { } json
                ? context.JsonAsync(json)
                : RequestMessage.WriteAsync(context, encoding, response)).ConfigureAwait(false);
            return;
        }

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

        await context.EmptyAsync(200).ConfigureAwait(false);
    }

    /// <summary>A call's own message must be there when it has one (src/master/validation.cpp).</summary>
    private static void Validate(Call call)
    {
        if (call.Type == Type.Unknown)
        {
            throw Missing("type");
        }

        // The message's name is the type's, in lower case; calls without one have no such field.
        string name = WireNames.Of(call.Type).ToLowerInvariant();
        if (Call.Descriptor.FindFieldByName(name) is { } field
            && field.Accessor.GetValue(call) is not IMessage)
        {
            throw Missing(name);
        }
    }

    private static RequestRefusedException Missing(string field) =>
        RequestRefusedException.BadRequest($"Failed to validate master::Call: Expecting '{field}' to be present");
}
