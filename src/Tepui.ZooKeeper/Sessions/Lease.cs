using System;

namespace Tepui.ZooKeeper.Sessions;

/// <summary>
/// Until when the ensemble cannot have ended the session, from the moments at which answered requests were sent. See
/// <see cref="KeepAlive"/> for what counts.
/// </summary>
internal sealed class Lease(KeepAlive keepAlive)
{
    private const int PingsPerTimeout = 3;
    private const int TransactionsPerTimeout = 4;

    private DateTimeOffset _proven;
    private DateTimeOffset _candidate;

    public DateTimeOffset Until { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>How often something is to be sent.</summary>
    public TimeSpan Interval(TimeSpan timeout) => timeout / (keepAlive == KeepAlive.Ping ? PingsPerTimeout : TransactionsPerTimeout);

    /// <summary>A session was made or found again, which the server that decides on sessions was asked for.</summary>
    public bool Connected(DateTimeOffset askedAt, TimeSpan timeout)
    {
        _candidate = askedAt;
        return Extend(askedAt, timeout);
    }

    /// <returns>Whether <see cref="Until"/> is another.</returns>
    public bool Answered(DateTimeOffset sentAt, TimeSpan timeout, bool isTransaction)
    {
        if (keepAlive == KeepAlive.Ping)
            return Extend(sentAt, timeout);
        if (!isTransaction || sentAt - _candidate < Interval(timeout))
            return false;
        DateTimeOffset proven = _candidate;
        _candidate = sentAt;
        return Extend(proven, timeout);
    }

    public void End() => Until = DateTimeOffset.MinValue;

    private bool Extend(DateTimeOffset proven, TimeSpan timeout)
    {
        if (proven <= _proven)
            return false;
        _proven = proven;
        Until = proven + timeout;
        return true;
    }
}
