using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Worker;

/// <summary>One connection to a server: opens the session, turns its messages into jobs for the team, hands in shares.</summary>
internal sealed class WorkerSession(
    StratumConnection connection, WorkerOptions options, HashingTeam team, ShareCounts counts, TimeProvider time, ILogger logger)
{
    public const string UserAgent = "tepui/0.1";

    /// <summary>Servers send a job at least every minute; one that is silent for longer has gone without a word.</summary>
    public static readonly TimeSpan GreatestSilence = TimeSpan.FromMinutes(5);

    private static readonly StratumId SubscribeId = StratumId.Of(1);
    private static readonly StratumId AuthorizeId = StratumId.Of(2);
    private static readonly StratumId ExtranonceId = StratumId.Of(3);
    private static readonly StratumId ConfigureId = StratumId.Of(4);

    private readonly Dictionary<StratumId, FoundShare> _submitted = [];
    private readonly Lock _gate = new();
    private long _lastId = 4;
    private SubscribeResult? _subscription;
    private Target _target = Target.DifficultyOne;
    private JobEpoch _epoch = new();
    private WorkerJob? _job;
    private uint? _versionMask;
    private bool _isSubscribeAnswered;
    private bool _isAuthorized;

    /// <summary>Runs until the server ends it; what it returns says why. The team rests afterwards.</summary>
    public async Task<SessionEnd> RunAsync(ChannelReader<FoundShare> shares, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var submitting = SubmitAsync(shares, ending.Token);
        try
        {
            return await ReadAsync(cancellation);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            return End(fault.Message);
        }
        finally
        {
            _epoch.End();
            team.SetJob(null);
            await ending.CancelAsync();
            await submitting;
        }
    }

    private async Task<SessionEnd> ReadAsync(CancellationToken cancellation)
    {
        await connection.WriteAsync(Opening(), cancellation);
        while (true)
        {
            StratumMessage? message;
            using (var silence = new CancellationTokenSource(GreatestSilence, time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token))
            {
                try
                {
                    message = await connection.ReadAsync(either.Token);
                }
                catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
                {
                    return End($"nothing heard for {GreatestSilence.TotalMinutes:0} minutes");
                }
            }

            if (message is null)
                return End("the server closed the connection");
            if (await HandleAsync(message, cancellation) is { } end)
                return end;
        }
    }

    /// <summary>BIP 310 wants the extensions asked for first. A server that knows none answers with an error, or not at all.</summary>
    private StratumMessage[] Opening()
    {
        var subscribe = new SubscribeRequest(SubscribeId, UserAgent, null);
        return options.AsksForVersionRolling
            ? [new ConfigureRequest(ConfigureId, [StratumExtension.VersionRolling], VersionRolling.GeneralPurposeMask, 1), subscribe]
            : [subscribe];
    }

    private async ValueTask<SessionEnd?> HandleAsync(StratumMessage message, CancellationToken cancellation)
    {
        switch (message)
        {
            case NotifyNotification notify:
                Start(notify);
                return null;
            case SetDifficultyNotification difficulty:
                _target = Target.FromDifficulty(difficulty.Difficulty);
                return null;
            case SetExtranonceNotification extranonce when _subscription is not null:
                _subscription = _subscription with { Extranonce1 = extranonce.Extranonce1, Extranonce2Size = extranonce.Extranonce2Size };
                return null;
            case SetVersionMaskNotification mask when _versionMask is not null:
                SetVersionMask(mask.Mask);
                return null;
            case GetVersionRequest request:
                await connection.WriteAsync(StratumResponse.Success(request.Id, UserAgent), cancellation);
                return null;
            case StratumResponse response:
                return await AnsweredAsync(response, cancellation);
            case ReconnectNotification reconnect:
                return Reconnect(reconnect);
            case ShowMessageNotification show:
                WorkerLog.ServerSays(logger, show.Text);
                return null;
            case StratumRequest { Id.IsPresent: true } request:
                await connection.WriteAsync(
                    StratumResponse.Failure(request.Id, StratumError.Other("a worker does not answer this")), cancellation);
                return null;
            case MalformedMessage malformed:
                WorkerLog.Malformed(logger, malformed.Fault);
                return null;
            default:
                return null;
        }
    }

    private void Start(NotifyNotification notify)
    {
        if (_subscription is not { } subscription)
            return;
        if (notify.CleanJobs)
        {
            _epoch.End();
            _epoch = new JobEpoch();
        }

        _job = new WorkerJob(notify, subscription.Extranonce1, subscription.Extranonce2Size, _versionMask, _target, _epoch);
        team.SetJob(_job);
        WorkerLog.Job(logger, notify.JobId, _target.Difficulty, notify.CleanJobs ? ", earlier ones are stale" : "");
    }

    private void SetVersionMask(uint mask)
    {
        mask &= VersionRolling.GeneralPurposeMask;
        if (mask == _versionMask)
            return;
        lock (_gate)
            _versionMask = mask;
        WorkerLog.Rolling(logger, VersionRolling.Text(mask));
        if (_job is not { IsStale: false } job)
            return;

        // Holds at once: shares that were found with other bits would be refused.
        _job = job.WithVersionMask(mask);
        team.SetJob(_job);
    }

    private async ValueTask<SessionEnd?> AnsweredAsync(StratumResponse response, CancellationToken cancellation)
    {
        if (response.Id == ConfigureId)
        {
            if (ConfigureResult.ReadVersionMask(response.Result) is not 0 and var mask)
                SetVersionMask(mask);
        }
        else if (response.Id == SubscribeId)
        {
            _isSubscribeAnswered = true;
            if (response.Error is { } refusal)
                return End($"subscribing was refused: {refusal.Message}");
            if (!SubscribeResult.TryParse(response.Result, out _subscription, out var fault))
                return End(fault);
            await connection.WriteAsync(
                new StratumMessage[]
                {
                    new AuthorizeRequest(AuthorizeId, options.User, options.Password), new ExtranonceSubscribeRequest(ExtranonceId),
                },
                cancellation);
        }
        else if (response.Id == AuthorizeId)
        {
            if (!response.IsSuccess)
                return End($"'{options.User}' was not authorized: {response.Error?.Message ?? "no reason given"}");
            _isAuthorized = true;
            WorkerLog.Connected(logger, options.Server);
        }
        else if (Take(response.Id) is { } share)
        {
            Count(share, response);
        }

        return null;
    }

    private void Count(FoundShare share, StratumResponse response)
    {
        counts.Add(response.IsSuccess);
        var nonce = Hex.EncodeUInt32(share.Nonce);
        if (response.IsSuccess)
            WorkerLog.Accepted(logger, counts.Accepted, counts.Answered, share.Job.Id, nonce);
        else
            WorkerLog.Rejected(logger, response.Error?.Message ?? "no reason given", counts.Accepted, counts.Answered, share.Job.Id, nonce);
    }

    // Whoever can write into a plain TCP stream could otherwise send the worker to mine for himself.
    private SessionEnd? Reconnect(ReconnectNotification reconnect)
    {
        if (reconnect.Host is { } host && !string.Equals(host, options.Host, StringComparison.OrdinalIgnoreCase))
        {
            WorkerLog.ReconnectRefused(logger, host);
            return null;
        }

        if (!options.FollowsReconnect)
        {
            WorkerLog.RedirectIgnored(logger, (options with { Port = reconnect.Port ?? options.Port }).Server);
            return null;
        }

        var next = options with { Port = reconnect.Port ?? options.Port };
        WorkerLog.ReconnectAsked(logger, next.Server, reconnect.Wait.TotalSeconds);
        return new SessionEnd("the server asked to connect again", _isAuthorized, next.Port, reconnect.Wait);
    }

    private async Task SubmitAsync(ChannelReader<FoundShare> shares, CancellationToken cancellation)
    {
        try
        {
            await foreach (var share in shares.ReadAllAsync(cancellation))
            {
                var id = StratumId.Of(++_lastId);
                lock (_gate)
                {
                    // Found just before its job became stale, with version bits of before, or for an earlier session.
                    if (share.Job.IsStale || share.Job.VersionMask != _versionMask)
                        continue;
                    _submitted.Add(id, share);
                }

                await connection.WriteAsync(
                    new SubmitRequest(id, options.User, share.Job.Id, share.Extranonce2, share.Time, share.Nonce, share.VersionBits),
                    cancellation);
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The reading side sees the same and tells it.
        }
    }

    private FoundShare? Take(StratumId id)
    {
        lock (_gate)
            return _submitted.Remove(id, out var share) ? share : null;
    }

    private SessionEnd End(string reason) =>
        new(reason, _isAuthorized, IsConfigureUnwelcome: options.AsksForVersionRolling && !_isSubscribeAnswered);
}
