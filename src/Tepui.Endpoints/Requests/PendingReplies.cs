using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Kernel;

namespace Tepui.Endpoints.Requests;

/// <summary>Requests that wait for the machine's word: master and agent each have one machine that decides.</summary>
/// <param name="daemon">As users are told it: Master or Agent.</param>
public sealed class PendingReplies(string daemon)
{
    private readonly ConcurrentDictionary<RequestId, TaskCompletionSource<Rejection?>> _waiting = new();
    private long _last;

    /// <summary>A request's number, and the answer to come: null when it is accepted.</summary>
    public (RequestId Request, Task<Rejection?> Answer) Open()
    {
        var request = new RequestId(Interlocked.Increment(ref _last));
        var answer = new TaskCompletionSource<Rejection?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[request] = answer;
        return (request, answer.Task);
    }

    public void Complete(RequestId request, Rejection? rejection)
    {
        if (_waiting.TryRemove(request, out TaskCompletionSource<Rejection?>? answer))
        {
            answer.TrySetResult(rejection);
        }
    }

    /// <summary>The machine takes no more: whoever waits hears that the daemon is not available.</summary>
    public void Abandon()
    {
        foreach (RequestId request in _waiting.Keys)
        {
            Complete(request, new Rejection(RejectionKind.Unavailable, $"{daemon} is shutting down"));
        }
    }
}
