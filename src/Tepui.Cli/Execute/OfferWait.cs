using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Cli.Execute;

/// <summary>
/// Tells a person who waits for a command to start why it does not: once it has taken some seconds, and again whenever the
/// reason becomes another.
/// </summary>
internal sealed class OfferWait : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly string _master;
    private readonly string _role;
    private readonly ResourceSet _needed;
    private readonly TextWriter _progress;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;

    // What each agent offered last: a declined offer comes again only after some seconds.
    private readonly Dictionary<string, OfferShortfall> _shortfalls = [];
    private string? _unreachable;
    private bool _isSubscribed;
    private bool _isOver;
    private string? _told;

    public OfferWait(string master, string role, ResourceSet needed, TextWriter progress, TimeProvider time)
    {
        (_master, _role, _needed, _progress) = (master, role, needed, progress);
        _timer = time.CreateTimer(_ => Tell(), null, Patience, Patience);
    }

    public void Subscribed()
    {
        lock (_gate)
            (_isSubscribed, _unreachable) = (true, null);
    }

    public void Unreachable(string reason)
    {
        lock (_gate)
        {
            (_isSubscribed, _unreachable) = (false, reason);
            _shortfalls.Clear();
        }
    }

    /// <summary>An offer that does not hold what was asked.</summary>
    public void TooSmall(Offer offer)
    {
        lock (_gate)
            _shortfalls[offer.AgentId.Value] = OfferShortfall.Of(offer, _needed);
    }

    public void AgentLost(AgentID agent)
    {
        lock (_gate)
            _shortfalls.Remove(agent.Value);
    }

    /// <summary>Nothing is waited for any more.</summary>
    public void End()
    {
        lock (_gate)
            _isOver = true;
    }

    public ValueTask DisposeAsync()
    {
        End();
        return _timer.DisposeAsync();
    }

    private void Tell()
    {
        lock (_gate)
        {
            if (_isOver || Reason() is not { } reason || reason == _told)
                return;
            _told = reason;
            _progress.WriteLine($"Still waiting: {reason}");
        }
    }

    private string Reason()
    {
        if (!_isSubscribed)
            return _unreachable ?? $"the master at {_master} has not answered yet";
        if (OfferShortfall.Nearest(_shortfalls.Values) is not { } nearest)
            return $"the master has offered nothing to role '{_role}': it has no agent yet, or all that agents have is in use or reserved";
        var agents = _shortfalls.Count == 1 ? "the one agent" : $"the nearest of {_shortfalls.Count} agents";
        return $"no offer holds what was asked: {agents}, {nearest.Agent}, is short of {nearest}";
    }
}
