using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.ZooKeeper.Leaders;

/// <summary>How long to wait before what failed is tried again: from a tenth of a second to ten, doubling.</summary>
internal sealed class RetryPause(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private TimeSpan _next = Shortest;

    /// <summary>It went well.</summary>
    public void Reset() => _next = Shortest;

    /// <summary>Returns early, without a word, when it was cancelled.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        TimeSpan wait = _next;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        await Task.Delay(wait, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
