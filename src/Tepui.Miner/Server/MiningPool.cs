using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Node;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Server;

/// <summary>The pool without its sockets: sessions, jobs and shares. Safe to call from any thread.</summary>
public sealed class MiningPool(PoolSettings settings, byte[] payoutScript, TimeProvider time)
{
    private const int GreatestUserLength = 128;
    private const int RememberedBlocks = 1000;
    private readonly Lock _gate = new();
    private readonly JobBook _jobs = new(payoutScript);
    private readonly SortedDictionary<uint, PoolSession> _sessions = [];
    private readonly SortedDictionary<ShareRejection, long> _rejected = [];
    private readonly Queue<BlockStatistics> _blocks = [];
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private uint _lastExtranonce1;
    private Hash256? _solved;
    private long _accepted;
    private long _blocksAccepted;

    /// <summary>What is wrong with the node, as <see cref="Snapshot"/> tells it; null while all is well.</summary>
    public string? NodeTrouble { get; set; }

    /// <param name="send">Takes the messages in order and never blocks.</param>
    public PoolSession Join(string address, Action<IReadOnlyList<StratumMessage>> send)
    {
        lock (_gate)
        {
            while (_sessions.ContainsKey(++_lastExtranonce1))
            {
                // Taken: four billion connections were made since, and this one still lives.
            }

            var now = time.GetUtcNow();
            var difficulty = new VariableDifficulty(
                settings.StartDifficulty, settings.LeastDifficulty, settings.GreatestDifficulty, settings.ShareInterval, now);
            var session = new PoolSession(_lastExtranonce1, address, difficulty, now, send);
            _sessions.Add(session.Extranonce1, session);
            return session;
        }
    }

    public void Leave(PoolSession session)
    {
        lock (_gate)
            _sessions.Remove(session.Extranonce1);
    }

    /// <summary>New work: told to every worker at once.</summary>
    /// <returns>True when it made all earlier work stale.</returns>
    public bool SetTemplate(BlockTemplate template)
    {
        lock (_gate)
        {
            var (job, clean) = _jobs.Add(template);
            foreach (var session in _sessions.Values.Where(session => session.IsReady))
                session.Give(job, clean);
            return clean;
        }
    }

    /// <summary>Looks at the difficulty of workers that have not sent a share for long.</summary>
    public void Reconsider()
    {
        lock (_gate)
            foreach (var session in _sessions.Values)
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
                case ExtranonceSubscribeRequest request:
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
            var workers = _sessions.Values.Where(session => session.IsReady).Select(session => new WorkerStatistics(
                session.Name!, session.Address, session.Agent, session.Difficulty.Current,
                session.HashRate.Rate(now), session.Accepted, session.Rejected)).ToArray();
            var template = _jobs.Current?.Template;
            return new PoolStatistics(
                _started, template?.Height ?? 0, template?.Target.Difficulty ?? 0, NodeTrouble,
                workers.Sum(worker => worker.HashRate),
                new ShareCounts(_accepted, _rejected.ToDictionary(pair => pair.Key.ToName(), pair => pair.Value)),
                _blocksAccepted, workers, [.. _blocks.OrderBy(block => block.Found)]);
        }
    }

    private void Subscribe(PoolSession session, SubscribeRequest subscribe)
    {
        session.Agent = subscribe.UserAgent is { } agent ? Clean(agent) : null;
        var wasReady = session.IsReady;
        session.IsSubscribed = true;
        var extranonce1 = new byte[MiningJob.Extranonce1Size];
        BinaryPrimitives.WriteUInt32BigEndian(extranonce1, session.Extranonce1);
        session.Send(StratumResponse.Success(
            subscribe.Id, new SubscribeResult(session.Extranonce1.ToString("x8"), extranonce1, MiningJob.Extranonce2Size)));
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
            : ShareCheck.Check(_jobs, submit, session.Extranonce1, session.DifficultyOf, (uint)now.ToUnixTimeSeconds());
        if (verdict.Rejection is { } rejection)
        {
            Count(session, rejection);
            session.Send(StratumResponse.Failure(submit.Id, rejection.ToError(verdict.Detail)));
            return null;
        }

        _accepted++;
        session.Accepted++;
        session.HashRate.Add(verdict.Difficulty, now);
        session.Difficulty.ShareAccepted(verdict.Difficulty, now);
        session.Send(StratumResponse.Success(submit.Id));

        // One block for each tip is enough; another would only compete with it. Where blocks are easy they come by the hundred.
        if (verdict.Block is not { } job || _solved == job.Template.PreviousBlock)
            return null;
        _solved = job.Template.PreviousBlock;
        return Found(session, submit, user, job, verdict, now);
    }

    private static FoundBlock Found(
        PoolSession session, SubmitRequest submit, string user, MiningJob job, ShareVerdict verdict, DateTimeOffset now)
    {
        Span<byte> extranonce1 = stackalloc byte[MiningJob.Extranonce1Size];
        BinaryPrimitives.WriteUInt32BigEndian(extranonce1, session.Extranonce1);
        var data = job.Block(extranonce1, Hex.Decode(submit.Extranonce2), submit.Time, submit.Nonce);
        return new FoundBlock(job.Template.Height, verdict.Hash, user, now, data, job.Template.WorkId);
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
