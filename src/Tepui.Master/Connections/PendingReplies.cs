using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Kernel;

namespace Tepui.Master.Connections;

/// <summary>Requests that wait for the machine's <see cref="Kernel.Master.Reply"/>.</summary>
internal sealed class PendingReplies
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

    /// <summary>The machine takes no more: whoever waits hears that the master is not available.</summary>
    public void Abandon()
    {
        foreach (RequestId request in _waiting.Keys)
        {
            Complete(request, new Rejection(RejectionKind.Unavailable, "Master is shutting down"));
        }
    }
}
