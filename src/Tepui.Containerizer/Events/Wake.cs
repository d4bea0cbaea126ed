using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Events;

/// <summary>For one who looks again whenever something may have happened. Needs no end: whoever tells may be late.</summary>
internal sealed class Wake
{
    private TaskCompletionSource _next = New();

    /// <summary>To be taken before looking: completes when something happens afterwards.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Happened() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
