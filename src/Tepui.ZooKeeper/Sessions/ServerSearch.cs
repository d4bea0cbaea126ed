using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.ZooKeeper.Connections;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Sessions;

/// <summary>Asks one server after the other until one takes the client. Part of the session's loop: all of it runs in its steps.</summary>
/// <param name="origin">When the session began.</param>
/// <param name="request">What is asked of the next server.</param>
/// <param name="reached">Told the answer of one; the search is over then, unless it is told to go on.</param>
internal sealed class ServerSearch(
    Dial dial,
    ServerOrder order,
    TimeProvider time,
    long origin,
    ILogger logger,
    Steps steps,
    Func<ConnectRequest> request,
    Action<Handshake> reached) : IDisposable
{
    private Attempt? _attempt;
    private TimeSpan? _retryAt;
    private TimeSpan _patience;
    private bool _toldUnreachable;

    /// <summary>When it is to be looked at next.</summary>
    public TimeSpan? Due => _attempt?.Deadline ?? _retryAt;

    private TimeSpan Now => time.GetElapsedTime(origin);

    /// <param name="patience">A session's time-out: the servers share it.</param>
    public void Start(TimeSpan patience)
    {
        _patience = patience;
        AskNext();
    }

    /// <summary>A server was found that took the client.</summary>
    public void Succeeded()
    {
        order.Succeeded();
        _toldUnreachable = false;
    }

    /// <summary>The server was of no use: another is asked, now or, when it was the last of all, after a pause.</summary>
    public void Failed(ServerAddress server, string reason)
    {
        SessionLog.NotReached(logger, server, reason);
        TimeSpan pause = order.Failed(_patience);
        if (pause == TimeSpan.Zero)
        {
            AskNext();
            return;
        }

        if (!_toldUnreachable)
            SessionLog.NoneReached(logger, server, reason);
        _toldUnreachable = true;
        _retryAt = Now + pause;
    }

    public void Tick()
    {
        if (_attempt is { } attempt && attempt.Deadline <= Now)
            GiveUp(attempt, "no answer in time");
        else if (_retryAt <= Now)
            AskNext();
    }

    /// <summary>Nobody is asked any more.</summary>
    public void Dispose()
    {
        _attempt?.Dispose();
        _attempt = null;
        _retryAt = null;
    }

    private void AskNext()
    {
        _retryAt = null;
        _attempt = new Attempt(order.Next(), Now + _patience / Math.Max(order.Count, 2));
        _ = AskAsync(_attempt, request());
    }

    private async Task AskAsync(Attempt attempt, ConnectRequest question)
    {
        try
        {
            Handshake handshake = await Handshake.MakeAsync(dial, attempt.Server, question, time, attempt.Cancellation).ConfigureAwait(false);
            if (!steps.Post(() => Answered(attempt, handshake)))
                await handshake.Stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            steps.Post(() => GiveUp(attempt, e.Message));
        }
    }

    private void Answered(Attempt attempt, Handshake handshake)
    {
        if (_attempt != attempt)
        {
            handshake.Stream.Dispose();
            return;
        }

        Dispose();
        reached(handshake);
    }

    private void GiveUp(Attempt attempt, string reason)
    {
        if (_attempt != attempt)
            return;
        Dispose();
        Failed(attempt.Server, reason);
    }
}
