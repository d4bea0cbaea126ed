using System;
using System.Linq;
using System.Threading.Tasks;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Stratum;
using Tepui.Miner.Tests.Worker;

namespace Tepui.Miner.Tests.Upstream;

/// <summary>Conversations between an upstream pool, our server and a worker.</summary>
public class UpstreamSessionTests
{
    private const uint HardBits = 0x1d00ffff;

    [Fact]
    public async Task A_session_is_opened_with_the_user_and_the_password_of_the_pool()
    {
        await using var miner = new UpstreamHarness("a");
        await using var pool = await miner.NextAsync("a");
        var configure = await pool.ExpectAsync<ConfigureRequest>();
        (configure.VersionMask, string.Join(' ', configure.Extensions)).ShouldBe((0x1fffe000u, "version-rolling subscribe-extranonce"));
        var subscribe = await pool.ExpectAsync<SubscribeRequest>();
        await pool.SendAsync(StratumResponse.Success(subscribe.Id, new SubscribeResult("s", new byte[] { 1, 2, 3 }, 4)));
        var authorize = await pool.ExpectAsync<AuthorizeRequest>();
        (authorize.User, authorize.Password).ShouldBe(("ann.proxy", "pass"));
    }

    [Fact]
    public async Task The_upstream_extranonce2_is_split_among_workers()
    {
        await using var miner = new UpstreamHarness("a");
        await using var pool = await miner.OpenAsync("a");
        var subscribed = await miner.ReadyAsync();
        Hex.Encode(subscribed.Extranonce1.Span).ShouldBe("61010001");
        subscribed.Extranonce2Size.ShouldBe(2);
        var other = miner.Pool.Join("10.0.0.2:1", _ => { });
        Hex.Encode(other.Extranonce1).ShouldBe("61010002");
    }

    [Fact]
    public async Task A_share_goes_upstream_under_the_pools_own_ids_and_its_header_is_the_same()
    {
        await using var miner = new UpstreamHarness("a");
        await using var pool = await miner.OpenAsync("a", ScriptedServer.Job("xyz", bits: HardBits));
        await miner.ReadyAsync();
        var job = await miner.ExpectAsync<NotifyNotification>();
        (await miner.SubmitAsync(job, miner.Nonce(job))).IsSuccess.ShouldBeTrue();

        var share = await pool.ExpectAsync<SubmitRequest>();
        (share.User, share.JobId, share.Extranonce2, share.VersionBits).ShouldBe(("ann.proxy", "xyz", "00010000", null));
        ScriptedServer.HashOf(ScriptedServer.Job("xyz", bits: HardBits), share, [(byte)'a', 1])
            .Meets(Target.FromDifficulty(UpstreamHarness.Easy)).ShouldBeTrue();

        await pool.SendAsync(StratumResponse.Success(share.Id));
        (await miner.SubmitAsync(job, miner.Nonce(job, after: share.Nonce + 1))).IsSuccess.ShouldBeTrue();
        var second = await pool.ExpectAsync<SubmitRequest>();
        await pool.SendAsync(StratumResponse.Failure(second.Id, StratumError.Stale("Job not found\u001b[2J")));
        await miner.LineAsync("pool a:3333 rejected a share of worker.1: Job not found?[2J");
        var statistics = miner.Statistics("a");
        statistics.Accepted.ShouldBe(1);
        statistics.Rejected.Single().ShouldBe(new("Job not found?[2J", 1));
        miner.Pool.Snapshot().Shares.Accepted.ShouldBe(2);
    }

    [Fact]
    public async Task A_share_below_the_upstream_difficulty_stays_here()
    {
        await using var miner = new UpstreamHarness("a");
        await using var pool = await miner.OpenAsync("a", ScriptedServer.Job("a1", bits: HardBits));
        await miner.ReadyAsync();
        await pool.SendAsync(new SetDifficultyNotification(1e-7), ScriptedServer.Job("a2", bits: HardBits));
        await miner.ExpectAsync<NotifyNotification>();
        var job = await miner.ExpectAsync<NotifyNotification>();
        uint nonce = 0;
        do
            nonce = miner.Nonce(job, after: nonce + 1);
        while (Meets(miner, job, nonce, 1e-7));
        (await miner.SubmitAsync(job, nonce)).IsSuccess.ShouldBeTrue();
        var wanted = miner.Nonce(job, 1e-7);
        (await miner.SubmitAsync(job, wanted)).IsSuccess.ShouldBeTrue();
        (await pool.ExpectAsync<SubmitRequest>()).Nonce.ShouldBe(wanted);
    }

    [Fact]
    public async Task No_worker_is_asked_for_more_than_the_pool_asks_for()
    {
        await using var miner = new UpstreamHarness("a");
        await using var pool = await miner.OpenAsync("a", ScriptedServer.Job("a1", bits: HardBits));
        await miner.ReadyAsync();
        await pool.SendAsync(new SetDifficultyNotification(1e-11), ScriptedServer.Job("a2", bits: HardBits));
        (await miner.ExpectAsync<SetDifficultyNotification>()).Difficulty.ShouldBe(1e-9);
        (await miner.ExpectAsync<SetDifficultyNotification>()).Difficulty.ShouldBe(1e-11);
    }

    [Fact]
    public async Task A_clean_job_makes_earlier_ones_stale_and_another_does_not()
    {
        await using var miner = new UpstreamHarness("a");
        await using var pool = await miner.OpenAsync("a", ScriptedServer.Job("a1", bits: HardBits));
        await miner.ReadyAsync();
        var first = await miner.ExpectAsync<NotifyNotification>();
        await pool.SendAsync(ScriptedServer.Job("a2", isClean: false, bits: HardBits));
        (await miner.ExpectAsync<NotifyNotification>()).CleanJobs.ShouldBeFalse();
        (await miner.SubmitAsync(first, miner.Nonce(first))).IsSuccess.ShouldBeTrue();
        (await pool.ExpectAsync<SubmitRequest>()).JobId.ShouldBe("a1");
        await pool.SendAsync(ScriptedServer.Job("a3", isClean: true, bits: HardBits));
        (await miner.ExpectAsync<NotifyNotification>()).CleanJobs.ShouldBeTrue();
        (await miner.SubmitAsync(first, miner.Nonce(first, after: 1000))).Error!.Code.ShouldBe(21);
    }

    [Fact]
    public async Task A_new_upstream_extranonce_reaches_workers_that_take_it()
    {
        await using var miner = new UpstreamHarness("a");
        await using var pool = await miner.OpenAsync("a", ScriptedServer.Job("a1", bits: HardBits));
        await miner.ReadyAsync();
        await miner.HandleAsync(id => new ExtranonceSubscribeRequest(id));
        await pool.SendAsync(new SetExtranonceNotification(new byte[] { 9 }, 8), ScriptedServer.Job("a2", isClean: false, bits: HardBits));
        var extranonce = await miner.ExpectAsync<SetExtranonceNotification>();
        (Hex.Encode(extranonce.Extranonce1.Span), extranonce.Extranonce2Size).ShouldBe(("0900000001", 4));
        var job = await miner.ExpectAsync<NotifyNotification>();
        job.CleanJobs.ShouldBeTrue();
        (await miner.SubmitAsync(job, miner.Nonce(job))).IsSuccess.ShouldBeTrue();
        (await pool.ExpectAsync<SubmitRequest>()).Extranonce2.ShouldBe("0000000100000000");
    }

    [Fact]
    public async Task A_worker_that_does_not_take_it_must_connect_again()
    {
        await using var miner = new UpstreamHarness("a");
        await using var pool = await miner.OpenAsync("a");
        await miner.ReadyAsync();
        await pool.SendAsync(new SetExtranonceNotification(new byte[] { 9 }, 8), ScriptedServer.Job("a2"));
        (await miner.ClosedAsync()).ShouldContain("extranonce changed");
    }

    [Fact]
    public async Task What_the_pool_says_and_asks_is_told_and_answered()
    {
        await using var miner = new UpstreamHarness("a");
        await using var pool = await miner.OpenAsync("a");
        await pool.SendAsync(new ShowMessageNotification("maintenance at noon"), new GetVersionRequest(StratumId.Of(99)));
        (await pool.ExpectAsync<StratumResponse>()).Result!.Value.GetString()!.ShouldStartWith("tepui/");
        miner.Statistics("a").Message.ShouldBe("maintenance at noon");
    }

    [Fact]
    public async Task The_pool_may_point_to_another_port_but_not_to_another_host()
    {
        await using var miner = new UpstreamHarness("a");
        await using var pool = await miner.OpenAsync("a");
        await pool.SendAsync(new ReconnectNotification("thief.example", 1, TimeSpan.Zero));
        await miner.LineAsync("pool a:3333 points to thief.example, another host: not followed");
        await pool.SendAsync(new ReconnectNotification("a", 4444, TimeSpan.FromSeconds(2)));
        await using var second = await miner.NextLaterAsync("a");
        second.Port.ShouldBe(4444);
    }

    [Fact]
    public async Task A_block_found_for_the_pool_is_told_with_its_height_once_the_pool_took_it()
    {
        await using var miner = new UpstreamHarness("a");
        await using var pool = await miner.OpenAsync("a");
        await miner.ReadyAsync();
        var job = await miner.ExpectAsync<NotifyNotification>();
        await miner.SubmitAsync(job, miner.Nonce(job, Target.FromCompact(0x207fffff).Difficulty));
        var share = await pool.ExpectAsync<SubmitRequest>();
        await pool.SendAsync(StratumResponse.Success(share.Id));
        await miner.LineAsync("block 0 ");
        miner.Pool.Snapshot().BlocksAccepted.ShouldBe(1);
        miner.Pool.Snapshot().Blocks.Single().Worker.ShouldBe(UpstreamHarness.User);
    }

    [Fact]
    public async Task Versions_are_rolled_within_the_mask_of_the_pool()
    {
        await using var miner = new UpstreamHarness("a");
        await using var pool = await miner.OpenAsync("a", ScriptedServer.Job("a1", bits: HardBits), mask: 0x00ffe000);
        var answer = await miner.HandleAsync(id => new ConfigureRequest(id, ["version-rolling"], 0x1ff00000));
        answer.Result!.Value.GetProperty("version-rolling.mask").GetString().ShouldBe("00f00000");
        await miner.ReadyAsync();
        var job = await miner.ExpectAsync<NotifyNotification>();
        var version = VersionRolling.Apply(job.Version, 0x00500000, 0x00f00000);
        (await miner.SubmitAsync(job, miner.Nonce(job, version: version), 0x00500000)).IsSuccess.ShouldBeTrue();
        (await pool.ExpectAsync<SubmitRequest>()).VersionBits.ShouldBe(0x00500000u);
        (await miner.SubmitAsync(job, 0, 0x01000000)).Error!.Message.ShouldBe(
            "Version bits not allowed: 01000000 has bits outside of mask 00f00000");

        await pool.SendAsync(new SetVersionMaskNotification(0x00300000));
        (await miner.ExpectAsync<SetVersionMaskNotification>()).Mask.ShouldBe(0x00300000u);
        (await miner.SubmitAsync(job, 0, 0x00400000)).Error!.Message.ShouldContain("outside of mask 00300000");
    }

    [Fact]
    public async Task Where_the_pool_knows_no_version_rolling_no_worker_may_roll()
    {
        await using var miner = new UpstreamHarness("a");
        await using var pool = await miner.OpenAsync("a");
        await miner.ReadyAsync();
        var answer = await miner.HandleAsync(id => new ConfigureRequest(id, ["version-rolling"]));
        answer.Result!.Value.GetRawText().ShouldBe("""{"version-rolling":false}""");
    }

    private static bool Meets(UpstreamHarness miner, NotifyNotification job, uint nonce, double difficulty) => JobHeader.Build(
        job, miner.Session.Extranonce1, Hex.Decode(miner.ZeroExtranonce2), job.Time, nonce)
        .ComputeHash().Meets(Target.FromDifficulty(difficulty));
}
