using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Node;
using Tepui.Miner.Stratum;
using Tepui.Miner.Upstream;

namespace Tepui.Miner.Server;

/// <summary>The pool without its sockets: sessions, jobs and shares. Safe to call from any thread.</summary>
public sealed class MiningPool(PoolSettings settings, byte[] payoutScript, TimeProvider time)
{
    private const int GreatestUserLength = 128;
    private const int RememberedBlocks = 1000;
    private readonly Lock _gate = new();
    private readonly JobBook _jobs = new();
    private readonly SessionTable _sessions = new();
    private readonly SortedDictionary<ShareRejection, long> _rejected = [];
    private readonly Queue<BlockStatistics> _blocks = [];
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private Hash256? _solved;
    private uint _versionMask = settings.VersionMask;
    private string? _noWork;
    private long _accepted;
    private long _blocksAccepted;

    /// <summary>What is wrong with the node or the upstream pools, as <see cref="Snapshot"/> tells it; null while all is well.</summary>
    public string? NodeTrouble { get; set; }

    /// <summary>What <see cref="Snapshot"/> tells of the upstream pools, where there are any.</summary>
    public Func<IReadOnlyList<UpstreamStatistics>>? Upstreams { get; set; }

    /// <summary>Of the block that is worked on; 0 when it is not known.</summary>
    public long Height
    {
        get
        {
            lock (_gate)
                return _jobs.Current?.Height ?? 0;
        }
    }

    /// <param name="send">Takes the messages in order and never blocks.</param>
    /// <param name="close">Ends the connection, for the reason given; does not block either.</param>
    public PoolSession Join(string address, Action<IReadOnlyList<StratumMessage>> send, Action<string>? close = null)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var difficulty = new VariableDifficulty(
                settings.StartDifficulty, settings.LeastDifficulty, settings.GreatestDifficulty, settings.ShareInterval, now);
            var session = new PoolSession(_sessions.NextNumber(), address, difficulty, now, send, close);
            _sessions.Add(session);
            return session;
        }
    }

    public void Leave(PoolSession session)
    {
        lock (_gate)
            _sessions.Remove(session);
    }

    /// <summary>New work: told to every worker at once.</summary>
    /// <returns>True when it made all earlier work stale.</returns>
    public bool SetTemplate(BlockTemplate template)
    {
        lock (_gate)
        {
            var (job, clean) = _jobs.Add(id => new TemplateJob(id, template, payoutScript));
            Give(job, clean);
            return clean;
        }
    }

    /// <summary>New work of an upstream pool: its extranonce and its version bits are cut among the workers, who are told at once.</summary>
    /// <returns>True when it made all earlier work stale.</returns>
    /// <exception cref="FormatException">The job is none that a block could come of.</exception>
    public bool SetWork(UpstreamWork work)
    {
        lock (_gate)
        {
            var before = (_jobs.Current as UpstreamJob)?.Work;
            var isSame = before is not null && before.Receiver == work.Receiver
                && before.Extranonce2Size == work.Extranonce2Size && before.Extranonce1.Span.SequenceEqual(work.Extranonce1.Span);
            var (job, clean) = _jobs.Add(id => new UpstreamJob(id, work), clean: !isSame || work.Job.CleanJobs);
            _noWork = null;
            if (!isSame)
                _sessions.Recut(new ExtranonceSplit(work.Extranonce1.Span, work.Extranonce2Size));
            AllowVersions(work.VersionMask ?? 0);
            Give(job, clean);
            return clean;
        }
    }

    /// <summary>Other version bits from now on, also for jobs given before: a worker that changes bits is told.</summary>
    public void AllowVersions(uint mask)
    {
        lock (_gate)
        {
            _versionMask = mask & settings.VersionMask;
            foreach (var session in _sessions.All)
                session.AllowVersions(_versionMask);
        }
    }

    /// <summary>Nobody takes shares any more: they are refused until there is new work, and nobody new gets in.</summary>
    public void LoseWork(string reason)
    {
        lock (_gate)
        {
            _noWork = reason;
            _jobs.Clear();
        }
    }

    /// <summary>Sends all workers away: they rest, and come back now and then.</summary>
    public void Pause()
    {
        lock (_gate)
            foreach (var session in _sessions.All)
                session.Close("there is no work");
    }

    /// <summary>Looks at the difficulty of workers that have not sent a share for long.</summary>
    public void Reconsider()
    {
        lock (_gate)
            foreach (var session in _sessions.All)
                session.Difficulty.Reconsider(time.GetUtcNow());
    }

    /// <summary>Answers a worker's message.</summary>
    /// <returns>The block, if it was a share that is one.</returns>
    public FoundBlock? Handle(PoolSession session, StratumMessage message)
    {
        lock (_gate)
        {
            switch (message)
            {
                case SubscribeRequest subscribe:
                    Subscribe(session, subscribe);
                    break;
                case AuthorizeRequest authorize:
                    Authorize(session, authorize);
                    break;
                case SubmitRequest submit:
                    return Submit(session, submit);
                case ConfigureRequest configure:
                    session.Send(session.Configure(configure, _versionMask, time.GetUtcNow()));
                    break;
                case ExtranonceSubscribeRequest request:
                    session.TakesExtranonce = true;
                    session.Send(StratumResponse.Success(request.Id));
                    break;
                case SuggestDifficultyRequest suggest:
                    session.Difficulty.Suggest(suggest.Difficulty, time.GetUtcNow());
                    session.Send(StratumResponse.Success(suggest.Id));
                    break;
                case StratumRequest { Id.IsPresent: true } request:
                    var method = request is UnknownRequest unknown ? $" '{unknown.Method}'" : "";
                    session.Send(StratumResponse.Failure(request.Id, StratumError.Other($"Unknown method{method}")));
                    break;
                case MalformedMessage malformed:
                    Count(session, ShareRejection.Malformed);
                    session.Send(StratumResponse.Failure(malformed.Id, StratumError.Other(malformed.Fault)));
                    break;
            }

            return null;
        }
    }

    /// <summary>What the node said to a block: null for yes.</summary>
    public void BlockAnswered(FoundBlock block, string? refusal)
    {
        lock (_gate)
        {
            if (refusal is null)
                _blocksAccepted++;
            else
                _solved = null;
            _blocks.Enqueue(new BlockStatistics(block.Height, block.Hash.ToString(), block.Worker, block.Found, refusal));
            while (_blocks.Count > RememberedBlocks)
                _blocks.Dequeue();
        }
    }

    public PoolStatistics Snapshot()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var workers = _sessions.All.Where(session => session.IsReady).Select(session => new WorkerStatistics(
                session.Name!, session.Address, session.Agent, session.Difficulty.Current,
                session.HashRate.Rate(now), session.Accepted, session.Rejected)).ToArray();
            var job = _jobs.Current;
            return new PoolStatistics(
                _started, job?.Height ?? 0, job?.Target.Difficulty ?? 0, NodeTrouble,
                workers.Sum(worker => worker.HashRate),
                new ShareCounts(_accepted, _rejected.ToDictionary(pair => pair.Key.ToName(), pair => pair.Value)),
                _blocksAccepted, workers, [.. _blocks.OrderBy(block => block.Found)], Upstreams?.Invoke());
        }
    }

    private void Subscribe(PoolSession session, SubscribeRequest subscribe)
    {
        if (_noWork is not null || session.Prefix == 0)
        {
            session.Send(StratumResponse.Failure(
                subscribe.Id, StratumError.Other(_noWork ?? "No extranonce is left for another worker")));
            session.Close(_noWork is null ? "no extranonce is left for it" : "there is no work");
            return;
        }

        session.Agent = subscribe.UserAgent is { } agent ? Clean(agent) : null;
        var wasReady = session.IsReady;
        session.IsSubscribed = true;
        session.Send(StratumResponse.Success(
            subscribe.Id, new SubscribeResult(session.Number.ToString("x8"), session.Extranonce1, session.Split.WorkerSize)));
        GiveFirstJob(session, wasReady);
    }

    private void Authorize(PoolSession session, AuthorizeRequest authorize)
    {
        var wasReady = session.IsReady;
        if (!session.Authorize(Clean(authorize.User)))
        {
            session.Send(StratumResponse.Failure(authorize.Id, StratumError.Unauthorized("Too many users on one connection")));
            return;
        }

        session.Send(StratumResponse.Success(authorize.Id));
        GiveFirstJob(session, wasReady);
    }

    private void GiveFirstJob(PoolSession session, bool wasReady)
    {
        if (!wasReady && session.IsReady && _jobs.Current is { } job)
            session.Give(job, clean: true);
    }

    private FoundBlock? Submit(PoolSession session, SubmitRequest submit)
    {
        var now = time.GetUtcNow();
        var user = Clean(submit.User);
        var verdict = !session.IsSubscribed ? ShareVerdict.Refuse(ShareRejection.NotSubscribed)
            : !session.IsAuthorized(user) ? ShareVerdict.Refuse(ShareRejection.Unauthorized)
            : _noWork is { } why ? ShareVerdict.Refuse(ShareRejection.NoWork, why)
            : ShareCheck.Check(_jobs, submit, session, (uint)now.ToUnixTimeSeconds());
        if (verdict.Share is not { } share)
        {
            Count(session, verdict.Rejection);
            session.Send(StratumResponse.Failure(submit.Id, verdict.Rejection.ToError(verdict.Detail)));
            return null;
        }

        _accepted++;
        session.Accepted++;
        session.HashRate.Add(share.Difficulty, now);
        session.Difficulty.ShareAccepted(share.Difficulty, now);
        session.Send(StratumResponse.Success(submit.Id));

        switch (share.Job)
        {
            case UpstreamJob job when job.IsWanted(share):
                HandOn(session, submit, user, job, share, now);
                return null;

            // One block for each tip is enough; another would only compete with it. Where blocks are easy they come by the hundred.
            case TemplateJob job when share.IsBlock && _solved != job.PreviousBlock:
                _solved = job.PreviousBlock;
                var data = job.Block(session.Extranonce1, share.Extranonce2, submit.Time, submit.Nonce, share.Version);
                return new FoundBlock(job.Height, share.Hash, user, now, data, job.Template.WorkId);
            default:
                return null;
        }
    }

    private void HandOn(
        PoolSession session, SubmitRequest submit, string user, UpstreamJob job, CheckedShare share, DateTimeOffset now)
    {
        var extranonce2 = Hex.Encode([.. session.Split.Prefix(session.Prefix), .. share.Extranonce2]);
        FoundBlock? block = null;
        if (share.IsBlock && _solved != job.PreviousBlock)
        {
            // All are handed on, as each is a share too; but the pool's network takes only one for each tip.
            _solved = job.PreviousBlock;
            block = new FoundBlock(job.Height, share.Hash, user, now, [], null);
        }

        job.Work.Receiver.Take(
            new UpstreamShare(job.Work, extranonce2, submit.Time, submit.Nonce, share.Version, user, block));
    }

    private void Give(MiningJob job, bool clean)
    {
        foreach (var session in _sessions.All.Where(session => session.IsReady))
            session.Give(job, clean);
    }

    private void Count(PoolSession session, ShareRejection rejection)
    {
        session.Rejected++;
        _rejected[rejection] = _rejected.GetValueOrDefault(rejection) + 1;
    }

    /// <summary>Names come from strangers and go into logs: bounded, and with nothing in them that moves a cursor.</summary>
    private static string Clean(string text) =>
        string.Concat(text.Take(GreatestUserLength).Select(letter => char.IsControl(letter) ? '?' : letter));
}
