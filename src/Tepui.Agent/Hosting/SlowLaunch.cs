using System;
using System.Threading;

namespace Tepui.Agent.Hosting;

/// <summary>A launch that fetches or pulls first, and can be called off while it does.</summary>
internal sealed class SlowLaunch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancellation;
    private bool _done;

    public SlowLaunch(CancellationToken stopping)
    {
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Token = _cancellation.Token;
    }

    public CancellationToken Token { get; }

    /// <summary>Ends it soon: what is cancelled goes on upon the thread that cancels it, which must not be the caller's.</summary>
    public void CallOff() => ThreadPool.UnsafeQueueUserWorkItem(static launch => launch.Cancel(), this, preferLocal: false);

    public void Dispose()
    {
        lock (_gate)
            _done = true;
        _cancellation.Dispose();
    }

    private void Cancel()
    {
        lock (_gate)
        {
            if (!_done)
                _cancellation.Cancel();
        }
    }
}
