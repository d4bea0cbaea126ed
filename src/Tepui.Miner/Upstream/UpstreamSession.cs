using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Server;
using Tepui.Miner.Stratum;
using Tepui.Miner.Worker;

namespace Tepui.Miner.Upstream;

/// <summary>What a connection to an upstream pool tells, one call at a time.</summary>
internal interface IUpstreamEvents
{
    void Received(UpstreamWork work);

    void VersionMaskSet(uint mask);

    void Said(string text);

    /// <summary>What became of a share; null for accepted.</summary>
    void Answered(UpstreamShare share, string? refusal);
}

/// <summary>One connection to an upstream pool: opens the session, hands its work on, gives it shares.</summary>
internal sealed class UpstreamSession : IShareReceiver
{
    /// <summary>Subscribed, authorized and given a first job.</summary>
    public static readonly TimeSpan OpeningTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Pools send a job at least every minute or two.</summary>
    public static readonly TimeSpan GreatestSilence = TimeSpan.FromMinutes(5);

    /// <summary>How long a share may go without an answer.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromMinutes(1);

    /// <summary>So many malformed messages, or rejected shares in a row, and the next pool is better.</summary>
    public const int GreatestFaults = 3;
    public const int GreatestRejections = 30;

    private const int GreatestQueue = 1024;
    private const int GreatestText = 256;
    private const int GreatestExtranonce1 = 32;
    private static readonly StratumId ConfigureId = StratumId.Of(1);
    private static readonly StratumId SubscribeId = StratumId.Of(2);
    private static readonly StratumId AuthorizeId = StratumId.Of(3);
    private static readonly StratumId ExtranonceId = StratumId.Of(4);
    private readonly StratumConnection _connection;
    private readonly UpstreamAddress _address;
    private readonly bool _asksToConfigure;
    private readonly IUpstreamEvents _events;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<UpstreamShare> _shares =
        Channel.CreateBounded<UpstreamShare>(new BoundedChannelOptions(GreatestQueue) { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly Dictionary<StratumId, (UpstreamShare Share, long Sent)> _submitted = [];
    private SubscribeResult? _subscription;
    private NotifyNotification? _early;
    private double _difficulty = 1;
    private uint? _versionMask;
    private bool _isAuthorized;
    private bool _isOpen;
    private bool _isHeard;
    private long _lastId = 4;
    private int _faults;
    private int _rejections;
    private long _dropped;

    public UpstreamSession(
        StratumConnection connection, UpstreamAddress address, bool asksToConfigure, IUpstreamEvents events, TimeProvider time, ILogger logger)
    {
        (_connection, _address, _asksToConfigure) = (connection, address, asksToConfigure);
        (_events, _time, _logger) = (events, time, logger);
    }

    /// <summary>Shares without an answer, once it has ended.</summary>
    public long Unanswered
    {
        get
        {
            lock (_gate)
                return _submitted.Count + _dropped + _shares.Reader.Count;
        }
    }

    public void Take(UpstreamShare share)
    {
        if (!_shares.Writer.TryWrite(share))
            Interlocked.Increment(ref _dropped);
    }

    /// <summary>Runs until the pool ends it, or must be left; what it returns says why.</summary>
    public async Task<UpstreamEnd> RunAsync(CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var submitting = SubmitAsync(ending.Token);
        try
        {
            return await ReadAsync(cancellation);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            return End(fault.InnerException?.Message ?? fault.Message);
        }
        finally
        {
            _shares.Writer.TryComplete();
            await ending.CancelAsync();
            await submitting;
        }
    }

    private async Task<UpstreamEnd> ReadAsync(CancellationToken cancellation)
    {
        var subscribe = new SubscribeRequest(SubscribeId, WorkerSession.UserAgent, null);
        await _connection.WriteAsync(
            _asksToConfigure
                ? new StratumMessage[]
                {
                    new ConfigureRequest(
                        ConfigureId, [StratumExtension.VersionRolling, StratumExtension.SubscribeExtranonce],
                        VersionRolling.GeneralPurposeMask, 1),
                    subscribe,
                }
                : [subscribe],
            cancellation);
        using var opening = new CancellationTokenSource(OpeningTimeout, _time);
        while (true)
        {
            StratumMessage? message;
            using (var patience = new CancellationTokenSource(_submitted.Count > 0 ? AnswerTimeout : GreatestSilence, _time))
            using (var first = CancellationTokenSource.CreateLinkedTokenSource(
                cancellation, patience.Token, _isOpen ? CancellationToken.None : opening.Token))
            {
                try
                {
                    message = await _connection.ReadAsync(first.Token);
                }
                catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
                {
                    if (!_isOpen)
                        return End($"no work within {OpeningTimeout.TotalSeconds:0} s");
                    if (IsAnswerOverdue())
                        return End($"no answer to a share within {AnswerTimeout.TotalSeconds:0} s");
                    if (patience.IsCancellationRequested && _submitted.Count == 0)
                        return End($"nothing heard for {GreatestSilence.TotalMinutes:0} minutes");
                    continue;
                }
            }

            if (message is null)
                return End("it closed the connection");
            _isHeard = true;
            if (await HandleAsync(message, cancellation) is { } end)
                return end;
            if (IsAnswerOverdue())
                return End($"no answer to a share within {AnswerTimeout.TotalSeconds:0} s");
        }
    }

    private async ValueTask<UpstreamEnd?> HandleAsync(StratumMessage message, CancellationToken cancellation)
    {
        switch (message)
        {
            case NotifyNotification notify:
                return Notified(notify);
            case SetDifficultyNotification difficulty:
                _difficulty = difficulty.Difficulty;
                return null;
            case SetExtranonceNotification extranonce when _subscription is not null:
                _subscription = _subscription with { Extranonce1 = extranonce.Extranonce1, Extranonce2Size = extranonce.Extranonce2Size };
                return Unusable(_subscription);
            case SetVersionMaskNotification mask when _versionMask is not null:
                _versionMask = mask.Mask;
                _events.VersionMaskSet(mask.Mask);
                return null;
            case StratumResponse response:
                return await AnsweredAsync(response, cancellation);
            case ReconnectNotification reconnect:
                return Reconnect(reconnect);
            case ShowMessageNotification show:
                _events.Said(Clean(show.Text));
                return null;
            case GetVersionRequest request:
                await _connection.WriteAsync(StratumResponse.Success(request.Id, WorkerSession.UserAgent), cancellation);
                return null;
            case StratumRequest { Id.IsPresent: true } request:
                await _connection.WriteAsync(
                    StratumResponse.Failure(request.Id, StratumError.Other("a miner does not answer this")), cancellation);
                return null;
            case MalformedMessage malformed:
                return Malformed(Clean(malformed.Fault));
            default:
                return null;
        }
    }

    private UpstreamEnd? Notified(NotifyNotification notify)
    {
        // Some pools send a job before they have answered everything.
        if (_subscription is not { } subscription || !_isAuthorized)
        {
            _early = notify;
            return null;
        }

        if (!Target.TryFromCompact(notify.Bits, out _))
            return Malformed($"a job whose bits {notify.Bits:x8} are no target");
        _events.Received(new UpstreamWork(
            notify, subscription.Extranonce1, subscription.Extranonce2Size, _difficulty, _versionMask, this));
        _isOpen = true;
        return null;
    }

    private async ValueTask<UpstreamEnd?> AnsweredAsync(StratumResponse response, CancellationToken cancellation)
    {
        if (response.Id == ConfigureId && _asksToConfigure)
        {
            if (ConfigureResult.ReadVersionMask(response.Result) is not 0 and var mask)
                _versionMask = mask;
        }
        else if (response.Id == SubscribeId)
        {
            if (response.Error is { } refusal)
                return End($"subscribing was refused: {Clean(refusal.Message)}");
            if (!SubscribeResult.TryParse(response.Result, out _subscription, out var fault))
                return End(fault);
            if (Unusable(_subscription) is { } unusable)
                return unusable;
            await _connection.WriteAsync(
                new StratumMessage[]
                {
                    new AuthorizeRequest(AuthorizeId, _address.User, _address.Password), new ExtranonceSubscribeRequest(ExtranonceId),
                },
                cancellation);
        }
        else if (response.Id == AuthorizeId)
        {
            if (!response.IsSuccess)
                return End($"'{_address.User}' was not authorized: {Clean(response.Error?.Message ?? "no reason given")}");
            _isAuthorized = true;
            return _early is { } notify ? Notified(notify) : null;
        }
        else if (Remove(response.Id) is { } share)
        {
            return Judged(share, response);
        }

        return null;
    }

    private UpstreamEnd? Judged(UpstreamShare share, StratumResponse response)
    {
        var refusal = response.IsSuccess ? null : Clean(response.Error?.Message ?? "no reason given");
        _events.Answered(share, refusal);
        if (refusal is null)
        {
            _rejections = 0;
            return null;
        }

        UpstreamLog.Rejected(_logger, _address.ToString(), share.Worker, refusal);

        // Each was checked here before: a pool that takes none has something wrong with it.
        return ++_rejections < GreatestRejections ? null : End($"rejected {GreatestRejections} shares in a row, the last one: {refusal}");
    }

    // Whoever can write into a plain TCP stream could otherwise make us work for himself.
    private UpstreamEnd? Reconnect(ReconnectNotification reconnect)
    {
        if (reconnect.Host is { } host && !string.Equals(host, _address.Host, StringComparison.OrdinalIgnoreCase))
        {
            UpstreamLog.ReconnectRefused(_logger, _address.ToString(), Clean(host));
            return null;
        }

        var port = reconnect.Port ?? _address.Port;
        UpstreamLog.ReconnectAsked(_logger, _address.ToString(), port, reconnect.Wait.TotalSeconds);
        return new UpstreamEnd("it asked to connect again", port, reconnect.Wait);
    }

    private UpstreamEnd? Unusable(SubscribeResult subscription) =>
        subscription.Extranonce2Size < ExtranonceSplit.LeastSize
            ? End($"its extranonce2 of {subscription.Extranonce2Size} bytes is too short to be split among workers")
            : subscription.Extranonce1.Length > GreatestExtranonce1 ? End("its extranonce1 is longer than a coinbase has room for") : null;

    private UpstreamEnd? Malformed(string fault)
    {
        UpstreamLog.Malformed(_logger, _address.ToString(), fault);

        // Whoever begins with rubbish is no pool.
        return !_isOpen || ++_faults >= GreatestFaults ? End($"it sends rubbish: {fault}") : null;
    }

    private async Task SubmitAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var share in _shares.Reader.ReadAllAsync(cancellation))
            {
                var id = StratumId.Of(++_lastId);
                lock (_gate)
                    _submitted.Add(id, (share, _time.GetTimestamp()));
                var bits = _versionMask is { } mask ? share.Version & mask : (uint?)null;
                await _connection.WriteAsync(
                    new SubmitRequest(id, _address.User, share.Work.Job.JobId, share.Extranonce2, share.Time, share.Nonce, bits), cancellation);
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The reading side sees the same and tells it.
        }
    }

    private UpstreamShare? Remove(StratumId id)
    {
        lock (_gate)
            return _submitted.Remove(id, out var entry) ? entry.Share : null;
    }

    private bool IsAnswerOverdue()
    {
        lock (_gate)
            return _submitted.Count > 0 && _time.GetElapsedTime(_submitted.Values.Min(entry => entry.Sent)) >= AnswerTimeout;
    }

    private UpstreamEnd End(string reason) => new(reason, IsConfigureUnwelcome: _asksToConfigure && !_isHeard);

    /// <summary>A pool's words go into logs and statistics: bounded, and with nothing in them that moves a cursor.</summary>
    private static string Clean(string text) =>
        string.Concat(text.Take(GreatestText).Select(letter => char.IsControl(letter) ? '?' : letter));
}
