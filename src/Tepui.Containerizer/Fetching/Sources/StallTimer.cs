using System;
using System.Threading;

namespace Tepui.Containerizer.Fetching.Sources;

/// <summary>
/// Cancels a download that gives less than a byte a second for a time: Mesos's rule (--fetcher_stall_timeout), which a
/// server that trickles bytes does not pass either.
/// </summary>
internal sealed class StallTimer : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource _stall;
    private readonly CancellationTokenSource _either;
    private readonly long _needed;
    private long _received;

    public StallTimer(TimeSpan timeout, TimeProvider time, CancellationToken cancellation)
    {
        _timeout = timeout;
        _needed = Math.Max(1, (long)timeout.TotalSeconds);
        _stall = new CancellationTokenSource(timeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_stall.Token, cancellation);
    }

    public CancellationToken Token => _either.Token;

    public bool HasStalled => _stall.IsCancellationRequested;

    public void Received(int bytes)
    {
        _received += bytes;
        if (_received < _needed)
            return;
        _received = 0;
        _stall.CancelAfter(_timeout);
    }

    public void Dispose()
    {
        _either.Dispose();
        _stall.Dispose();
    }
}
