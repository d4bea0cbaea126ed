using System;
using System.Threading;

namespace Tepui.Client.Http;

/// <summary>That a subscription is lost, whoever notices first, and why.</summary>
internal sealed class Loss : IDisposable
{
    private readonly CancellationTokenSource _lost;

    public Loss(CancellationToken ended) => _lost = CancellationTokenSource.CreateLinkedTokenSource(ended);

    /// <summary>Cancelled when the subscription is lost, or its driver ends.</summary>
    public CancellationToken Token => _lost.Token;

    public string? Reason { get; private set; }

    public void Declare(string reason)
    {
        Reason ??= reason;
        try
        {
            // What waits for it must not go on in here: whoever tells of a loss may hold a lock.
            _ = _lost.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The connection is given up already.
        }
    }

    public void Dispose() => _lost.Dispose();
}
