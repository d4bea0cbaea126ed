using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Node;
using Tepui.Miner.Server;
using Tepui.Miner.Stratum;
using Tepui.Miner.Tests.DevelopmentNode;
using Tepui.Testing;

namespace Tepui.Miner.Tests.Server;

/// <summary>A pool with one worker, whose every message is kept.</summary>
public sealed class PoolHarness
{
    public const string User = "worker.1";
    private const string Extranonce2 = "00000000";
    private long _lastId;

    public PoolHarness(double difficulty = 1e-9, double least = 1e-12)
    {
        Pool = new MiningPool(
            new PoolSettings(difficulty, least, 1e15, TimeSpan.FromSeconds(10)), DevelopmentNetwork.Payout, Time);
        Session = Pool.Join("10.0.0.1:4000", Sent.AddRange, Closed.Add);
    }

    public VirtualTime Time { get; } = new();

    public MiningPool Pool { get; }

    public PoolSession Session { get; }

    public List<StratumMessage> Sent { get; } = [];

    public List<string> Closed { get; } = [];

    public NotifyNotification Job => Sent.OfType<NotifyNotification>().Last();

    public double Difficulty => Sent.OfType<SetDifficultyNotification>().Last().Difficulty;

    public StratumResponse Answer => Sent.OfType<StratumResponse>().Last();

    public PoolHarness Ready()
    {
        Pool.Handle(Session, new SubscribeRequest(NextId(), "test/1", null));
        Pool.Handle(Session, new AuthorizeRequest(NextId(), User, "x"));
        return this;
    }

    public void Work(Hash256 previous, uint bits = 0x207fffff, long height = 1) => Pool.SetTemplate(Template(previous, bits, height));

    public BlockTemplate Template(Hash256 previous, uint bits = 0x207fffff, long height = 1)
    {
        var now = (uint)Time.GetUtcNow().ToUnixTimeSeconds();
        return new BlockTemplate
        {
            Version = 0x20000000,
            PreviousBlock = previous,
            Height = height,
            Bits = bits,
            Target = Target.FromCompact(bits),
            CurrentTime = now,
            MinimumTime = now - 60,
            CoinbaseValue = 50_0000_0000,
            Transactions = [],
            WitnessCommitment = WitnessCommitment.OutputScript([], WitnessCommitment.ReservedValue),
        };
    }

    public FoundBlock? Submit(
        uint nonce, string? jobId = null, string user = User, string extranonce2 = Extranonce2, uint? ntime = null,
        uint? versionBits = null)
    {
        var request = new SubmitRequest(NextId(), user, jobId ?? Job.JobId, extranonce2, ntime ?? Job.Time, nonce, versionBits);
        return Pool.Handle(Session, request);
    }

    /// <summary>The first nonce after another whose hash meets a difficulty, or does not.</summary>
    public uint Nonce(double difficulty, bool meets = true, uint after = 0, uint? version = null)
    {
        var target = Target.FromDifficulty(difficulty);
        for (var nonce = after; ; nonce++)
        {
            var header = JobHeader.Build(Job, Session.Extranonce1, Hex.Decode(Extranonce2), Job.Time, nonce, version);
            if (header.ComputeHash().Meets(target) == meets)
                return nonce;
        }
    }

    public long Rejected(string reason) => Pool.Snapshot().Shares.Rejected.GetValueOrDefault(reason);

    public StratumId NextId() => StratumId.Of(++_lastId);
}
