using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1.Agent;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Runtime.Loops;

namespace Tepui.Agent.Containers;

/// <summary>Calls about containers that wait for the machine's word, a WAIT_CONTAINER until its container ends.</summary>
internal sealed class ContainerRequests
{
    private readonly ConcurrentDictionary<RequestId, TaskCompletionSource<ReplyToOperator>> _waiting = new();
    private long _last;

    /// <summary>Set before the first request.</summary>
    public MailboxLoop<AgentInput> Loop { get; set; } = null!;

    /// <summary>Hands a call to the machine.</summary>
    public (RequestId Request, Task<ReplyToOperator> Answer) Ask(Call call)
    {
        var request = new RequestId(Interlocked.Increment(ref _last));
        var answer = new TaskCompletionSource<ReplyToOperator>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[request] = answer;
        if (!Loop.TryPost(new OperatorCalls(request, call)))
            Complete(Unavailable(request));
        return (request, answer.Task);
    }

    /// <summary>The same; the machine is told when whoever asked goes before it has answered.</summary>
    /// <param name="gone">Cancelled when the connection breaks.</param>
    public async Task<ReplyToOperator> AskAsync(Call call, CancellationToken gone)
    {
        (RequestId request, Task<ReplyToOperator> answer) = Ask(call);
        await using (gone.UnsafeRegister(_ => Leave(request), null))
            return await answer;
    }

    /// <summary>Whoever asked has closed the connection; a session's container ends by that, whether it was answered or not.</summary>
    public void Leave(RequestId request)
    {
        _ = Loop.TryPost(new OperatorGone(request));
        Complete(Unavailable(request));
    }

    public void Complete(ReplyToOperator reply)
    {
        if (_waiting.TryRemove(reply.Request, out TaskCompletionSource<ReplyToOperator>? answer))
            answer.TrySetResult(reply);
    }

    /// <summary>The agent's process ends: whoever waits asks its next one.</summary>
    public void Abandon()
    {
        foreach (RequestId request in _waiting.Keys)
            Complete(Unavailable(request));
    }

    private static ReplyToOperator Unavailable(RequestId request) =>
        new(request, new Rejection(RejectionKind.Unavailable, "Agent is shutting down, or overloaded: ask again later"));
}
