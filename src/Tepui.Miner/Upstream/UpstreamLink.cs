using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Miner.Server;
using Tepui.Miner.Worker;

namespace Tepui.Miner.Upstream;

/// <summary>How it stands with one upstream pool.</summary>
internal enum UpstreamState
{
    /// <summary>Not needed: one before it in the list answers.</summary>
    Standby,

    /// <summary>The first try, or one that the pool itself asked for: the next in the list waits for what comes of it.</summary>
    Connecting,

    /// <summary>It gives work.</summary>
    Ready,

    /// <summary>It did not answer, or not to be trusted with work: tried again and again, with back-off.</summary>
    Away,
}

/// <summary>Keeps up the connection to one upstream pool while it is wanted. Its state changes only under its chooser's lock.</summary>
internal sealed class UpstreamLink(UpstreamAddress address, ServerConnector connect, TimeProvider time, ILogger logger)
{
    private readonly UpstreamTally _tally = new();
    private UpstreamRun? _run;
    private Task _running = Task.CompletedTask;

    public UpstreamState State { get; private set; }

    /// <summary>The newest job, while it is ready.</summary>
    public UpstreamWork? Work { get; private set; }

    /// <summary>Why it is away; null while nothing is wrong.</summary>
    public string? Trouble { get; private set; }

    private string? Message { get; set; }

    public override string ToString() => address.ToString();

    /// <summary>Begins to connect, if it has not.</summary>
    public void Start(IUpstreamChooser chooser, CancellationToken cancellation)
    {
        if (_run is not null)
            return;
        State = UpstreamState.Connecting;
        var run = _run = new UpstreamRun(this, address, _tally, connect, chooser, time, logger);
        var before = _running;
        _running = Task.Run(() => run.RunAsync(before, cancellation), CancellationToken.None);
    }

    /// <summary>Lets go of the pool: it is not needed any more.</summary>
    public void Stop()
    {
        _run?.Stop();
        _run = null;
        (State, Work, Trouble) = (UpstreamState.Standby, null, null);
    }

    /// <summary>The end of all that was started.</summary>
    public Task EndedAsync() => _running;

    /// <summary>False for what a connection tells that is not wanted any more.</summary>
    public bool IsOf(UpstreamRun run) => run == _run;

    public void Set(UpstreamState state, UpstreamWork? work, string? trouble) => (State, Work, Trouble) = (state, work, trouble);

    public void Says(string text) => Message = text;

    public UpstreamStatistics ToStatistics() => _tally.ToStatistics(
        address.ToString(),
        State switch
        {
            UpstreamState.Ready => "in_use",
            UpstreamState.Connecting => "connecting",
            UpstreamState.Away => "away",
            _ => "standby",
        },
        Work?.Difficulty ?? 0, Trouble, Message);
}
