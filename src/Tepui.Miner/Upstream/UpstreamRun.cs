using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Miner.Node;
using Tepui.Miner.Stratum;
using Tepui.Miner.Worker;

namespace Tepui.Miner.Upstream;

/// <summary>Connects to one upstream pool, again and again, until it is stopped.</summary>
internal sealed class UpstreamRun(
    UpstreamLink link, UpstreamAddress address, UpstreamTally tally, ServerConnector connect, IUpstreamChooser chooser, TimeProvider time,
    ILogger logger) : IUpstreamEvents
{
    /// <summary>A pool that ends sooner than this after it gave work is not trusted more than one that gave none.</summary>
    public static readonly TimeSpan Trial = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GreatestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Backoff _backoff = new(FirstPause, GreatestPause);
    private long? _readySince;
    private string? _told;

    /// <summary>Does not wait for the end, and may be called under any lock.</summary>
    public void Stop() => _stopped.TrySetResult();

    /// <param name="before">What must have ended first: one connection to a pool at a time.</param>
    public async Task RunAsync(Task before, CancellationToken cancellation)
    {
        await before;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _ = CancelWhenStoppedAsync(either);
        var (port, configures) = (address.Port, true);
        try
        {
            while (!either.IsCancellationRequested)
            {
                _readySince = null;
                var end = await ConnectAsync(port, configures, either.Token);
                either.Token.ThrowIfCancellationRequested();

                // A port that the pool pointed to and that does not work is no reason to forget the one that was given.
                port = end.Port ?? address.Port;
                configures = !end.IsConfigureUnwelcome;
                await Task.Delay(Ended(end), time, either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    void IUpstreamEvents.Received(UpstreamWork work)
    {
        _readySince ??= time.GetTimestamp();
        _told = null;
        chooser.Change(link, this, () => link.Set(UpstreamState.Ready, work, null));
    }

    void IUpstreamEvents.VersionMaskSet(uint mask) => chooser.AllowVersions(link, this, mask);

    void IUpstreamEvents.Said(string text)
    {
        UpstreamLog.Says(logger, address.ToString(), text);
        link.Says(text);
    }

    void IUpstreamEvents.Answered(UpstreamShare share, string? refusal)
    {
        if (refusal is null)
            tally.Accepted();
        else
            tally.Rejected(refusal);
        if (share.Block is { } block)
            chooser.BlockAnswered(block, refusal);
    }

    private async Task CancelWhenStoppedAsync(CancellationTokenSource running)
    {
        await _stopped.Task;
        try
        {
            await running.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
        }
    }

    /// <summary>Tells that the connection is no more.</summary>
    /// <returns>How long to wait for the next.</returns>
    private TimeSpan Ended(UpstreamEnd end)
    {
        if (_readySince is { } since && time.GetElapsedTime(since) >= Trial)
            _backoff.Reset();

        // Neither one that asks to be called again nor one that stumbled over a question that need not be asked is away.
        if (end.Wait is not null || end.IsConfigureUnwelcome)
        {
            chooser.Change(link, this, () => link.Set(
                link.State == UpstreamState.Ready ? UpstreamState.Connecting : link.State, null, end.Reason));
            return end.Wait ?? TimeSpan.Zero;
        }

        var pause = _backoff.Next();
        if (_told != end.Reason)
            UpstreamLog.Away(logger, address.ToString(), end.Reason, pause.TotalSeconds);
        _told = end.Reason;
        chooser.Change(link, this, () => link.Set(UpstreamState.Away, null, end.Reason));
        return pause;
    }

    private async Task<UpstreamEnd> ConnectAsync(int port, bool configures, CancellationToken cancellation)
    {
        Stream stream;
        try
        {
            using var late = new CancellationTokenSource(ConnectTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
            stream = await connect(address.Host, port, either.Token);
        }
        catch (IOException fault)
        {
            return new UpstreamEnd(fault.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new UpstreamEnd($"no connection within {ConnectTimeout.TotalSeconds:0} s");
        }

        await using var connection = new StratumConnection(stream);
        var session = new UpstreamSession(connection, address with { Port = port }, configures, this, time, logger);
        try
        {
            return await session.RunAsync(cancellation);
        }
        finally
        {
            tally.Unanswered(session.Unanswered);
        }
    }
}
