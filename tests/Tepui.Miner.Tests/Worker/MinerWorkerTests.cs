using System;
using System.Linq;
using System.Threading.Tasks;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Stratum;
using Tepui.Miner.Worker;

namespace Tepui.Miner.Tests.Worker;

public class MinerWorkerTests
{
    /// <summary>Some 4,000 hashes a share: at once, by any scanner.</summary>
    private const double Easy = 1e-6;

    [Fact]
    public async Task A_worker_opens_a_session_and_hands_in_shares_that_meet_the_difficulty()
    {
        await using var worker = new RunningWorker();
        await using var server = await worker.NextServerAsync();
        await server.ExpectAsync<ConfigureRequest>();
        var subscribe = await server.ExpectAsync<SubscribeRequest>();
        subscribe.UserAgent.ShouldNotBeNull().ShouldStartWith("tepui/");
        await server.SendAsync(StratumResponse.Success(subscribe.Id, new SubscribeResult("s", ScriptedServer.Extranonce1, 4)));
        var authorize = await server.ExpectAsync<AuthorizeRequest>();
        (authorize.User, authorize.Password).ShouldBe(("ann", "pass"));
        var extranonce = await server.ExpectAsync<ExtranonceSubscribeRequest>();
        await server.SendAsync(
            StratumResponse.Success(authorize.Id), StratumResponse.Failure(extranonce.Id, StratumError.Other("unknown method")));

        var job = ScriptedServer.Job("a");
        await server.SendAsync(new SetDifficultyNotification(Easy), job);
        foreach (var number in Enumerable.Range(1, 5))
        {
            var share = await server.ExpectAsync<SubmitRequest>();
            (share.User, share.JobId, share.Extranonce2.Length).ShouldBe(("ann", "a", 8));
            ScriptedServer.HashOf(job, share, ScriptedServer.Extranonce1).Meets(Target.FromDifficulty(Easy)).ShouldBeTrue();
            await server.SendAsync(StratumResponse.Success(share.Id));
            (await worker.NextLineAsync("accepted: ")).ShouldBe(
                $"accepted: {number}/{number} shares, job a, nonce {Hex.EncodeUInt32(share.Nonce)}");
        }
    }

    [Fact]
    public async Task A_clean_job_replaces_all_others_and_no_stale_share_follows()
    {
        await using var worker = new RunningWorker();
        await using var server = await worker.NextServerAsync();
        await server.OpenSessionAsync();
        await server.SendAsync(new SetDifficultyNotification(Easy), ScriptedServer.Job("a"));
        (await server.ExpectAsync<SubmitRequest>()).JobId.ShouldBe("a");

        await server.SendAsync(ScriptedServer.Job("b"));
        while ((await server.ExpectAsync<SubmitRequest>()).JobId == "a")
        {
        }

        foreach (var _ in Enumerable.Range(0, 50))
            (await server.ExpectAsync<SubmitRequest>()).JobId.ShouldBe("b");
    }

    [Fact]
    public async Task A_new_extranonce_and_a_new_difficulty_hold_from_the_next_job_on()
    {
        await using var worker = new RunningWorker();
        await using var server = await worker.NextServerAsync();
        await server.OpenSessionAsync();
        await server.SendAsync(new SetDifficultyNotification(1e-3), ScriptedServer.Job("a"));
        await worker.NextLineAsync("job a, difficulty 0.001");

        byte[] extranonce1 = [1, 2];
        var job = ScriptedServer.Job("b");
        await server.SendAsync(new SetExtranonceNotification(extranonce1, 2), new SetDifficultyNotification(Easy), job);
        SubmitRequest share;
        do
            share = await server.ExpectAsync<SubmitRequest>();
        while (share.JobId == "a");
        share.Extranonce2.Length.ShouldBe(4);
        ScriptedServer.HashOf(job, share, extranonce1).Meets(Target.FromDifficulty(Easy)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_rejected_share_is_told_with_its_reason()
    {
        await using var worker = new RunningWorker();
        await using var server = await worker.NextServerAsync();
        await server.OpenSessionAsync();
        await server.SendAsync(new SetDifficultyNotification(Easy), ScriptedServer.Job("a"));
        var share = await server.ExpectAsync<SubmitRequest>();
        await server.SendAsync(StratumResponse.Failure(share.Id, StratumError.Duplicate("duplicate share")));
        (await worker.NextLineAsync("rejected: ")).ShouldStartWith("rejected: duplicate share (0/1 shares accepted), job a");
    }

    [Fact]
    public async Task A_worker_waits_twice_as_long_each_time_until_a_server_answers()
    {
        await using var worker = new RunningWorker(failures: 3);
        await using var server = await worker.NextServerAsync();
        foreach (var pause in (string[])["0.2", "0.4", "0.8"])
        {
            (await worker.NextLineAsync("pool.example:9332: ")).ShouldBe(
                $"pool.example:9332: cannot connect: nobody there; next try in {pause} s");
        }
    }

    [Fact]
    public async Task A_worker_with_a_bound_on_retries_gives_up()
    {
        await using var worker = new RunningWorker(new WorkerOptions("h", 1) { Threads = 1, Retries = 0 }, failures: 1);
        (await worker.Ending).ShouldBeFalse();
        await worker.NextLineAsync("h:1: gave up after 1 tries");
    }

    [Fact]
    public async Task A_lost_connection_is_made_again_and_its_shares_are_forgotten()
    {
        await using var worker = new RunningWorker();
        await using (var first = await worker.NextServerAsync())
        {
            await first.OpenSessionAsync();
            await first.SendAsync(new SetDifficultyNotification(Easy), ScriptedServer.Job("a"));
            await first.ExpectAsync<SubmitRequest>();
        }

        await using var second = await worker.NextServerAsync();
        await second.OpenSessionAsync();
        await second.SendAsync(new SetDifficultyNotification(Easy), ScriptedServer.Job("b"));
        (await second.ExpectAsync<SubmitRequest>()).JobId.ShouldBe("b");
    }

    [Fact]
    public async Task A_server_that_refuses_the_name_is_told_with_its_reason()
    {
        await using var worker = new RunningWorker();
        await using var server = await worker.NextServerAsync();
        await server.ExpectAsync<ConfigureRequest>();
        var subscribe = await server.ExpectAsync<SubscribeRequest>();
        await server.SendAsync(StratumResponse.Success(subscribe.Id, new SubscribeResult("s", ScriptedServer.Extranonce1, 4)));
        var authorize = await server.ExpectAsync<AuthorizeRequest>();
        await server.SendAsync(StratumResponse.Failure(authorize.Id, StratumError.Unauthorized("unknown worker")));
        (await worker.NextLineAsync("pool.example:9332: ")).ShouldContain("'ann' was not authorized: unknown worker");
    }

    [Fact]
    public async Task A_server_may_send_the_worker_to_another_port_but_not_to_another_host()
    {
        await using var worker = new RunningWorker();
        await using var first = await worker.NextServerAsync();
        await first.OpenSessionAsync();
        await first.SendAsync(new ReconnectNotification("thief.example", 1, TimeSpan.Zero));
        await worker.NextLineAsync("the server points to thief.example");
        await first.SendAsync(new ReconnectNotification("pool.example", 9444, TimeSpan.FromSeconds(2)));
        await using var second = await worker.NextServerAsync();
        (second.Host, second.Port).ShouldBe(("pool.example", 9444));
    }

    [Fact]
    public async Task A_worker_told_to_stay_does_not_follow_to_another_port()
    {
        await using var worker = new RunningWorker(new WorkerOptions("h", 1) { Threads = 1, FollowsReconnect = false });
        await using var server = await worker.NextServerAsync();
        await server.OpenSessionAsync();
        await server.SendAsync(new ReconnectNotification(null, 2, TimeSpan.Zero));
        await worker.NextLineAsync("the server asks to connect again to h:2: not followed");
        await server.SendAsync(new GetVersionRequest(StratumId.Of(77)));
        var answer = await server.ExpectAsync<StratumResponse>();
        (answer.Id, answer.Result!.Value.GetString()).ShouldBe((StratumId.Of(77), "tepui/0.1"));
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_left_after_five_minutes()
    {
        await using var worker = new RunningWorker();
        await using var first = await worker.NextServerAsync();
        await first.OpenSessionAsync();
        await worker.NextLineAsync("connected to pool.example:9332");
        await using var second = await worker.NextServerAsync();
        await worker.NextLineAsync("pool.example:9332: nothing heard for 5 minutes");
    }

    [Fact]
    public async Task A_server_that_sends_rubbish_is_told_about_it_and_may_go_on()
    {
        await using var worker = new RunningWorker();
        await using var server = await worker.NextServerAsync();
        await server.OpenSessionAsync();
        await server.SendAsync(new SetDifficultyNotification(-1));
        (await worker.NextLineAsync("the server sent something useless")).ShouldContain(
            "mining.set_difficulty: difficulty should be a positive number");
        await server.SendAsync(new SetDifficultyNotification(Easy), ScriptedServer.Job("a"));
        await server.ExpectAsync<SubmitRequest>();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public async Task The_hash_rate_is_told_every_ten_seconds_or_as_often_as_asked(int? seconds)
    {
        var options = new WorkerOptions("pool.example", 9332) { Threads = 2 };
        await using var worker = new RunningWorker(
            seconds is { } given ? options with { RateInterval = TimeSpan.FromSeconds(given) } : options);
        await using var server = await worker.NextServerAsync();
        await server.OpenSessionAsync();
        await server.SendAsync(new SetDifficultyNotification(Easy), ScriptedServer.Job("a"));
        await server.ExpectAsync<SubmitRequest>();
        worker.Time.Advance(TimeSpan.FromSeconds(seconds ?? 10));
        (await worker.NextLineAsync("hash rate ")).ShouldMatch(@"^hash rate \d+\.\d{3} Mh/s, 0 accepted, 0 rejected$");
    }

    [Fact]
    public async Task A_cancelled_worker_ends_with_its_threads()
    {
        var worker = new RunningWorker();
        await using var server = await worker.NextServerAsync();
        await server.OpenSessionAsync();
        await server.SendAsync(ScriptedServer.Job("a"));
        await worker.DisposeAsync();
        (await worker.Ending).ShouldBeTrue();
    }
}
