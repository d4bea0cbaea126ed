using System;
using System.Threading.Tasks;
using Mesos.V1.Scheduler;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Requests;
using Tepui.Http.Messages;
using Tepui.Http.Responses;
using Tepui.Http.Streams;
using Tepui.Kernel;
using Tepui.Kernel.Master;
using Tepui.Master.Connections;
using Tepui.Master.Logging;
using Tepui.Protocol.Codecs;

namespace Tepui.Master.Endpoints;

/// <summary>POST /api/v1/scheduler (docs/scheduler-http-api.md).</summary>
internal sealed class SchedulerEndpoint(MasterService service)
{
    private const string StreamIdHeader = "Mesos-Stream-Id";

    public async Task HandleAsync(HttpContext context)
    {
        Call call = await RequestMessage.ReadAsync<Call>(context, service.Options.MaxRequestBodyBytes).ConfigureAwait(false);
        string? streamId = context.Request.Headers[StreamIdHeader];
        if (call.Type == Call.Types.Type.Subscribe)
        {
            await SubscribeAsync(context, call, streamId).ConfigureAwait(false);
            return;
        }

        (RequestId request, Task<Rejection?> answer) = service.Replies.Open();
        if (!service.Loop.TryPost(new SchedulerCalls(request, streamId, Principal: null, call)))
        {
            service.Replies.Complete(request, Overloaded());
        }

        if (await answer.ConfigureAwait(false) is { } rejection)
        {
            await Rejections.AnswerAsync(context, rejection).ConfigureAwait(false);
            return;
        }

        // UPDATE_FRAMEWORK alone is done when it is answered.
        await context.EmptyAsync(call.Type == Call.Types.Type.UpdateFramework ? 200 : 202).ConfigureAwait(false);
    }

    private static Rejection Overloaded() => new(RejectionKind.Unavailable, "Master is overloaded or shutting down; ask again later");

    private async Task SubscribeAsync(HttpContext context, Call call, string? streamId)
    {
        MessageEncoding encoding = ContentNegotiation.ResponseEncoding(context.Request);
        if (streamId is not null)
        {
            throw RequestRefusedException.BadRequest("Subscribe calls should not include the 'Mesos-Stream-Id' header");
        }

        string ownStreamId = Guid.NewGuid().ToString();
        var stream = new EventStream(context, encoding);
        ConnectionId connection = service.Connections.NewId();
        service.Connections.Add(connection, new SchedulerConnection(stream));
        (RequestId request, Task<Rejection?> answer) = service.Replies.Open();
        if (!service.Loop.TryPost(new SchedulerSubscribes(request, connection, ownStreamId, Principal: null, call)))
        {
            service.Replies.Complete(request, Overloaded());
        }

        if (await answer.ConfigureAwait(false) is { } rejection)
        {
            service.Connections.Remove(connection);
            await Rejections.AnswerAsync(context, rejection).ConfigureAwait(false);
            return;
        }

        context.Response.Headers[StreamIdHeader] = ownStreamId;
        try
        {
            await stream.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            if (stream.Overflowed)
            {
                Log.StreamCutOff(service.Logger, call.Subscribe?.FrameworkInfo?.Name ?? "");
            }

            if (service.Connections.Remove(connection))
            {
                service.Loop.Post(new ConnectionClosed(connection));
            }
        }
    }
}
