using System;
using System.Linq;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Tests.Server;

public class MiningPoolTests
{
    private const uint HardBits = 0x1d00ffff;
    private static readonly Hash256 Tip = DoubleSha256.Hash([1]);
    private static readonly Hash256 NextTip = DoubleSha256.Hash([2]);

    [Fact]
    public void Handle_SubscribeAndAuthorize_GivesExtranoncesDifficultyAndAJob()
    {
        var pool = new PoolHarness(0.5);
        pool.Work(Tip, HardBits);
        pool.Ready();
        SubscribeResult.TryParse(((StratumResponse)pool.Sent[0]).Result, out var subscribed, out _).ShouldBeTrue();
        subscribed!.Extranonce1.Length.ShouldBe(4);
        subscribed.Extranonce2Size.ShouldBe(4);
        pool.Answer.IsSuccess.ShouldBeTrue();
        pool.Difficulty.ShouldBe(0.5);
        pool.Job.CleanJobs.ShouldBeTrue();
        pool.Job.PreviousBlock.ShouldBe(Tip);
    }

    [Fact]
    public void Give_NetworkEasierThanTheWorkersDifficulty_AsksForNoMoreThanABlock()
    {
        var pool = new PoolHarness(difficulty: 1).Ready();
        pool.Work(Tip);
        pool.Difficulty.ShouldBe(Target.FromCompact(0x207fffff).Difficulty);
    }

    [Fact]
    public void Submit_ShareThatMeetsItsDifficulty_IsAccepted()
    {
        var pool = new PoolHarness(1e-9).Ready();
        pool.Work(Tip, HardBits);
        pool.Submit(pool.Nonce(1e-9)).ShouldBeNull();
        pool.Answer.IsSuccess.ShouldBeTrue();
        pool.Pool.Snapshot().Shares.Accepted.ShouldBe(1);
    }

    [Fact]
    public void Submit_ShareThatMeetsTheNetworksTarget_IsABlock()
    {
        var pool = new PoolHarness().Ready();
        pool.Work(Tip, height: 77);
        var found = pool.Submit(pool.Nonce(Target.FromCompact(0x207fffff).Difficulty)).ShouldNotBeNull();
        found.Height.ShouldBe(77);
        var block = Block.Parse(found.Data);
        block.Hash.ShouldBe(found.Hash);
        block.ComputeMerkleRoot().ShouldBe(block.Header.MerkleRoot);
        pool.Pool.BlockAnswered(found, null);
        pool.Pool.Snapshot().BlocksAccepted.ShouldBe(1);
        pool.Pool.Snapshot().Blocks.Single().Hash.ShouldBe(found.Hash.ToString());
    }

    [Fact]
    public void Submit_ASecondBlockOnTheSameTip_CountsAsAShareUnlessTheFirstIsRefused()
    {
        var pool = new PoolHarness().Ready();
        pool.Work(Tip);
        var difficulty = Target.FromCompact(0x207fffff).Difficulty;
        var nonce = pool.Nonce(difficulty);
        var first = pool.Submit(nonce).ShouldNotBeNull();
        nonce = pool.Nonce(difficulty, after: nonce + 1);
        pool.Submit(nonce).ShouldBeNull();
        pool.Answer.IsSuccess.ShouldBeTrue();
        pool.Pool.BlockAnswered(first, "high-hash");
        pool.Submit(pool.Nonce(difficulty, after: nonce + 1)).ShouldNotBeNull();
        pool.Pool.Snapshot().BlocksAccepted.ShouldBe(0);
    }

    [Fact]
    public void Give_NetworkEasierThanTheLeastDifficulty_AsksForTheLeast()
    {
        var pool = new PoolHarness(difficulty: 1, least: 0.25).Ready();
        pool.Work(Tip);
        pool.Difficulty.ShouldBe(0.25);
    }

    public static TheoryData<string, int, Action<PoolHarness>> Forgeries => new()
    {
        { "duplicate", 22, pool => pool.Submit(pool.Nonce(1e-9)) },
        { "low_difficulty", 23, pool => pool.Submit(pool.Nonce(1e-9, meets: false)) },
        { "job_not_found", 21, pool => pool.Submit(0, jobId: "ffff") },
        { "job_not_found", 21, pool => pool.Submit(0, jobId: "nonsense") },
        { "unauthorized", 24, pool => pool.Submit(0, user: "somebody else") },
        { "malformed", 20, pool => pool.Submit(0, extranonce2: "00") },
        { "malformed", 20, pool => pool.Submit(0, extranonce2: "0000000g") },
        { "time_out_of_range", 20, pool => pool.Submit(0, ntime: pool.Job.Time - 61) },
        { "time_out_of_range", 20, pool => pool.Submit(0, ntime: pool.Job.Time + 7201) },
        { "malformed", 20, pool => pool.Pool.Handle(pool.Session, new MalformedMessage(StratumId.Of(9), "no JSON")) },
        {
            "stale", 21, pool =>
            {
                var (job, nonce) = (pool.Job.JobId, pool.Nonce(1e-9));
                pool.Work(NextTip, HardBits);
                pool.Submit(nonce, job);
            }
        },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void Submit_Forged_IsRejectedWithItsCodeAndCounted(string reason, int code, Action<PoolHarness> forge)
    {
        var pool = new PoolHarness(1e-9).Ready();
        pool.Work(Tip, HardBits);
        pool.Submit(pool.Nonce(1e-9));
        forge(pool);
        pool.Answer.Error.ShouldNotBeNull().Code.ShouldBe(code);
        pool.Rejected(reason).ShouldBe(1);
        pool.Pool.Snapshot().Shares.Accepted.ShouldBe(1);
        pool.Session.Rejected.ShouldBe(1);
    }

    [Fact]
    public void Submit_BeforeSubscribe_SaysSo()
    {
        var pool = new PoolHarness();
        pool.Work(Tip);
        pool.Submit(0, jobId: "1", ntime: 0);
        pool.Answer.Error!.Code.ShouldBe(25);
    }

    [Fact]
    public void Submit_ForAnEarlierJobOfTheSameTip_StillCounts()
    {
        var pool = new PoolHarness(1e-9).Ready();
        pool.Work(Tip, HardBits);
        var (job, nonce, time) = (pool.Job.JobId, pool.Nonce(1e-9), pool.Job.Time);
        pool.Work(Tip, HardBits);
        pool.Job.CleanJobs.ShouldBeFalse();
        pool.Job.JobId.ShouldNotBe(job);
        pool.Submit(nonce, job, ntime: time);
        pool.Answer.IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public void Handle_UnknownMethod_IsAnsweredWithItsName()
    {
        var pool = new PoolHarness();
        pool.Pool.Handle(pool.Session, new UnknownRequest(StratumId.Of(1), "mining.get_transactions"));
        pool.Answer.Error!.Message.ShouldContain("mining.get_transactions");
    }

    [Fact]
    public void Handle_ExtranonceSubscribe_IsAccepted()
    {
        var pool = new PoolHarness();
        pool.Pool.Handle(pool.Session, new ExtranonceSubscribeRequest(StratumId.Of(1)));
        pool.Answer.IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public void Handle_NameWithControlCharacters_IsCleaned()
    {
        var pool = new PoolHarness();
        pool.Work(Tip);
        pool.Pool.Handle(pool.Session, new AuthorizeRequest(StratumId.Of(1), "evil\u001b[2J\n", null));
        pool.Session.Name.ShouldBe("evil?[2J?");
    }

    [Fact]
    public void SetTemplate_MakesANewTipsJobCleanForEveryWorker()
    {
        var pool = new PoolHarness().Ready();
        pool.Pool.SetTemplate(pool.Template(Tip)).ShouldBeTrue();
        pool.Pool.SetTemplate(pool.Template(Tip)).ShouldBeFalse();
        pool.Pool.SetTemplate(pool.Template(NextTip)).ShouldBeTrue();
        pool.Sent.OfType<NotifyNotification>().Select(job => job.CleanJobs).ShouldBe([true, false, true]);
    }

    [Fact]
    public void Join_Workers_NeverShareAnExtranonce()
    {
        var pool = new PoolHarness();
        var other = pool.Pool.Join("10.0.0.2:4000", _ => { });
        other.Extranonce1.ShouldNotBe(pool.Session.Extranonce1);
        pool.Pool.Leave(other);
        pool.Pool.Join("10.0.0.3:4000", _ => { }).Extranonce1.ShouldNotBe(pool.Session.Extranonce1);
    }
}
