using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Endpoints.Requests;
using Tepui.Http.Streams;
using Tepui.Kernel;
using Tepui.Kernel.Master;
using Tepui.Master.Logging;
using Tepui.Master.Subscribers;
using Tepui.Protocol.Codecs;

namespace Tepui.Master.Endpoints;

/// <summary>SUBSCRIBE of POST /api/v1 (docs/operator-http-api.md): the event stream of operators.</summary>
internal sealed class SubscribeEndpoint(MasterService service)
{
    public async Task HandleAsync(HttpContext context, MessageEncoding encoding)
    {
        var stream = new BlockStream(context, encoding);
        ConnectionId connection = service.Connections.NewId();
        service.Connections.Add(connection, new OperatorConnection(stream, service.OperatorStreams));
        (RequestId request, Task<Rejection?> answer) = service.Replies.Open();
        if (!service.Loop.TryPost(new OperatorSubscribes(request, connection)))
        {
            service.Replies.Complete(request, new Rejection(RejectionKind.Unavailable, "Master is overloaded or shutting down; ask again later"));
        }

        if (await answer.ConfigureAwait(false) is { } rejection)
        {
            service.Connections.Remove(connection);
            await Rejections.AnswerAsync(context, rejection).ConfigureAwait(false);
            return;
        }

        try
        {
            await stream.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            if (stream.Overflowed)
            {
                Log.SubscriberCutOff(service.Logger, connection.Value);
            }

            if (service.Connections.Remove(connection))
            {
                service.OperatorStreams.Leave(stream);
                service.Loop.Post(new ConnectionClosed(connection));
            }
        }
    }
}
