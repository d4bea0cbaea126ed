using System;
using System.Threading.Tasks;
using Mesos.V1.Executor;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tepui.Agent.Executors;
using Tepui.Agent.Hosting;
using Tepui.Endpoints.Requests;
using Tepui.Http.Messages;
using Tepui.Http.Responses;
using Tepui.Http.Streams;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Runtime.Loops;

namespace Tepui.Agent.Endpoints;

/// <summary>POST /api/v1/executor (docs/executor-http-api.md).</summary>
/// <param name="service">Refuses while the agent recovers.</param>
internal sealed class ExecutorEndpoint(Func<ExecutorService> service, int maximumBody, ILogger logger)
{
    /// <summary>Bytes that may wait for an executor which does not read; one that lets more pile up is cut off.</summary>
    private const int UnreadLimit = 16 * 1024 * 1024;

    public async Task HandleAsync(HttpContext context)
    {
        (MailboxLoop<AgentInput> loop, ExecutorConnections connections) = service();
        Call call = await RequestMessage.ReadAsync<Call>(context, maximumBody);
        switch (call.Type)
        {
            case Call.Types.Type.Subscribe:
                await SubscribeAsync(context, loop, connections, call);
                return;
            case Call.Types.Type.Heartbeat:
                // Its ids may be made up (Mesos's own executor library sends such): it keeps the connection alive and no more.
                await context.EmptyAsync(202);
                return;
            case Call.Types.Type.Unknown when !call.HasType:
                throw RequestRefusedException.BadRequest("Failed to validate Executor::Call: Expecting 'type' to be present");
            case Call.Types.Type.Unknown:
                throw RequestRefusedException.NotImplemented("The UNKNOWN call is not supported by this agent");
        }

        (RequestId request, Task<Rejection?> answer) = connections.Replies.Open();
        if (!loop.TryPost(new ExecutorCalls(request, call)))
            connections.Replies.Complete(request, Overloaded());
        if (await answer is { } rejection)
            await Rejections.AnswerAsync(context, rejection);
        else
            await context.EmptyAsync(202);
    }

    private async Task SubscribeAsync(HttpContext context, MailboxLoop<AgentInput> loop, ExecutorConnections connections, Call call)
    {
        var stream = new EventStream(context, ContentNegotiation.ResponseEncoding(context.Request), UnreadLimit);
        ConnectionId connection = connections.Add(stream);
        (RequestId request, Task<Rejection?> answer) = connections.Replies.Open();
        if (!loop.TryPost(new ExecutorSubscribes(request, connection, call)))
            connections.Replies.Complete(request, Overloaded());
        if (await answer is { } rejection)
        {
            connections.Remove(connection);
            await Rejections.AnswerAsync(context, rejection);
            return;
        }

        try
        {
            await stream.RunAsync();
        }
        finally
        {
            if (stream.Overflowed)
                Log.ExecutorCutOff(logger, call.ExecutorId.Value, call.FrameworkId.Value);
            if (connections.Remove(connection))
                loop.Post(new ExecutorClosed(connection));
        }
    }

    private static Rejection Overloaded() => new(RejectionKind.Unavailable, "Agent is overloaded or shutting down; ask again later");
}
