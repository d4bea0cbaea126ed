using System;
using System.Linq;
using System.Threading.Tasks;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Stratum;
using Tepui.Miner.Tests.Worker;

namespace Tepui.Miner.Tests.Upstream;

/// <summary>Which pool of the list is worked for.</summary>
public class UpstreamPoolsTests
{
    private const uint HardBits = 0x1d00ffff;

    [Fact]
    public async Task The_first_pool_is_worked_for_and_the_others_are_left_alone()
    {
        await using var miner = new UpstreamHarness("abc");
        await using var pool = await miner.OpenAsync("a");
        miner.States.ShouldBe("in_use standby standby");
        miner.Pool.Snapshot().Node.ShouldBeNull();
    }

    [Fact]
    public async Task A_pool_that_cannot_be_reached_leaves_the_work_to_the_next()
    {
        await using var miner = new UpstreamHarness("abc", down: "ab");
        await using var pool = await miner.OpenAsync("c");
        miner.States.ShouldBe("away away in_use");
        miner.Statistics("a").Trouble.ShouldBe("cannot connect: nobody there");
    }

    [Fact]
    public async Task When_a_pool_dies_the_next_takes_over_and_workers_go_on()
    {
        await using var miner = new UpstreamHarness();
        await using (await miner.OpenAsync("a"))
        {
            await miner.ReadyAsync();
            await miner.HandleAsync(id => new ExtranonceSubscribeRequest(id));
            miner.SetDown("a");
        }

        await using var second = await miner.OpenAsync("b", ScriptedServer.Job("b1", bits: HardBits));
        var extranonce = await miner.ExpectAsync<SetExtranonceNotification>();
        Hex.Encode(extranonce.Extranonce1.Span).ShouldBe("62010001");
        var job = await miner.ExpectAsync<NotifyNotification>();
        job.CleanJobs.ShouldBeTrue();
        (await miner.SubmitAsync(job, miner.Nonce(job))).IsSuccess.ShouldBeTrue();
        (await second.ExpectAsync<SubmitRequest>()).JobId.ShouldBe("b1");
        miner.States.ShouldBe("away in_use");
    }

    [Fact]
    public async Task When_the_first_pool_is_back_the_work_goes_back_to_it()
    {
        await using var miner = new UpstreamHarness(down: "a");
        await using var second = await miner.OpenAsync("b");
        await miner.ReadyAsync();
        await miner.HandleAsync(id => new ExtranonceSubscribeRequest(id));
        miner.SetDown("a", isDown: false);
        await using var first = await miner.OpenAsync("a", later: true);
        await second.ExpectEndAsync();
        Hex.Encode((await miner.ExpectAsync<SetExtranonceNotification>()).Extranonce1.Span).ShouldBe("61010001");
        miner.States.ShouldBe("in_use standby");
    }

    [Fact]
    public async Task Tries_to_reach_a_pool_come_ever_more_seldom()
    {
        await using var miner = new UpstreamHarness("a", down: "a");
        await miner.LineAsync("pool a:3333: cannot connect: nobody there; next try in 0.5 s");
        miner.SetDown("a", isDown: false);
        foreach (var wait in (string[])["1.0", "2.0", "4.0"])
        {
            await using (await miner.NextLaterAsync("a"))
            {
            }

            // Closed upon mining.configure: tried at once without, and only that is a failure.
            await using (var server = await miner.NextLaterAsync("a"))
                await server.ExpectAsync<SubscribeRequest>();
            if (wait == "1.0")
                (await miner.LineAsync("pool a:3333: it closed")).ShouldEndWith($"next try in {wait} s");
        }
    }

    [Theory]
    [InlineData("no JSON", "it sends rubbish: the line is no JSON")]
    [InlineData("""{"id":2,"result":[[],"zz",4],"error":null}""", "mining.subscribe: extranonce1 should be hexadecimal")]
    [InlineData("""{"id":2,"result":[[],"00",1],"error":null}""", "its extranonce2 of 1 bytes is too short to be split among workers")]
    [InlineData("""{"id":2,"result":null,"error":[20,"go away",null]}""", "subscribing was refused: go away")]
    public async Task A_pool_that_answers_with_rubbish_is_left_for_the_next(string line, string trouble)
    {
        await using var miner = new UpstreamHarness();
        await using var first = await miner.NextAsync("a");
        await first.ExpectAsync<ConfigureRequest>();
        await first.ExpectAsync<SubscribeRequest>();
        await first.SendLineAsync("""{"id":1,"result":{"version-rolling":false},"error":null}""");
        await first.SendLineAsync(line);
        await using var second = await miner.OpenAsync("b");
        miner.States.ShouldBe("away in_use");
        miner.Statistics("a").Trouble.ShouldBe(trouble);
    }

    [Fact]
    public async Task A_pool_that_does_not_know_the_user_is_left_for_the_next()
    {
        await using var miner = new UpstreamHarness();
        await using var first = await miner.NextAsync("a");
        await first.ExpectAsync<ConfigureRequest>();
        var subscribe = await first.ExpectAsync<SubscribeRequest>();
        await first.SendAsync(StratumResponse.Success(subscribe.Id, new SubscribeResult("s", ScriptedServer.Extranonce1, 4)));
        var authorize = await first.ExpectAsync<AuthorizeRequest>();
        await first.SendAsync(StratumResponse.Failure(authorize.Id, StratumError.Unauthorized("who?")));
        await using var second = await miner.OpenAsync("b");
        miner.Statistics("a").Trouble.ShouldBe("'ann.proxy' was not authorized: who?");
    }

    [Fact]
    public async Task A_pool_whose_jobs_cannot_be_worked_on_is_left_for_the_next()
    {
        await using var miner = new UpstreamHarness();
        await using var first = await miner.NextAsync("a");
        await first.OpenSessionAsync();
        await first.SendAsync(ScriptedServer.Job("a1", bits: 0));
        await using var second = await miner.OpenAsync("b");
        miner.Statistics("a").Trouble.ShouldBe("it sends rubbish: a job whose bits 00000000 are no target");
    }

    [Fact]
    public async Task A_pool_that_gives_no_work_is_left_for_the_next()
    {
        await using var miner = new UpstreamHarness();
        await using var first = await miner.NextAsync("a");
        await first.OpenSessionAsync();
        await using var second = await miner.NextLaterAsync("b");
        miner.Statistics("a").Trouble.ShouldBe("no work within 15 s");
    }

    [Fact]
    public async Task A_pool_may_err_twice_but_not_three_times()
    {
        await using var miner = new UpstreamHarness();
        await using var first = await miner.OpenAsync("a");
        await first.SendLineAsync("{");
        await first.SendLineAsync("""{"method":"mining.set_difficulty","params":[-1]}""");
        await first.SendAsync(new GetVersionRequest(StratumId.Of(1)));
        await first.ExpectAsync<StratumResponse>();
        miner.States.ShouldBe("in_use standby");
        await first.SendLineAsync("[]");
        await using var second = await miner.OpenAsync("b");
        miner.Statistics("a").Trouble.ShouldBe("it sends rubbish: the line is no JSON object");
    }

    [Fact]
    public async Task A_pool_that_takes_no_share_is_left_for_the_next()
    {
        await using var miner = new UpstreamHarness();
        await using var first = await miner.OpenAsync("a", ScriptedServer.Job("a1", bits: HardBits));
        await miner.ReadyAsync();
        var job = await miner.ExpectAsync<NotifyNotification>();
        uint nonce = 0;
        for (var share = 0; share < 30; share++)
        {
            nonce = miner.Nonce(job, after: nonce + 1);
            (await miner.SubmitAsync(job, nonce)).IsSuccess.ShouldBeTrue();
            await first.SendAsync(StratumResponse.Failure((await first.ExpectAsync<SubmitRequest>()).Id, StratumError.Other("no")));
        }

        await using var second = await miner.OpenAsync("b");
        miner.Statistics("a").Rejected.Single().ShouldBe(new("no", 30));
        miner.Statistics("a").Trouble.ShouldBe("rejected 30 shares in a row, the last one: no");
    }

    [Fact]
    public async Task A_pool_that_leaves_a_share_without_answer_is_left_for_the_next()
    {
        await using var miner = new UpstreamHarness();
        await using var first = await miner.OpenAsync("a", ScriptedServer.Job("a1", bits: HardBits));
        await miner.ReadyAsync();
        var job = await miner.ExpectAsync<NotifyNotification>();
        await miner.SubmitAsync(job, miner.Nonce(job));
        await first.ExpectAsync<SubmitRequest>();
        await using var second = await miner.NextLaterAsync("b");
        miner.Statistics("a").Trouble.ShouldBe("no answer to a share within 60 s");
        miner.Statistics("a").Unanswered.ShouldBe(1);
    }

    [Fact]
    public async Task Without_any_pool_shares_are_refused_and_then_workers_sent_away_until_one_is_back()
    {
        await using var miner = new UpstreamHarness("a");
        NotifyNotification job;
        await using (await miner.OpenAsync("a", ScriptedServer.Job("a1", bits: HardBits)))
        {
            await miner.ReadyAsync();
            job = await miner.ExpectAsync<NotifyNotification>();
            miner.SetDown("a");
        }

        await miner.LineAsync("no pool answers");
        (await miner.SubmitAsync(job, 0)).Error!.Message.ShouldBe("No work at present: no pool answers");
        miner.Pool.Snapshot().Shares.Rejected["no_work"].ShouldBe(1);
        miner.Pool.Snapshot().Node.ShouldBe("no pool answers: a:3333: it closed the connection");
        miner.Time.Advance(TimeSpan.FromSeconds(10));
        (await miner.ClosedAsync()).ShouldBe("there is no work");
        (await miner.HandleAsync(id => new SubscribeRequest(id, null, null))).Error!.Message.ShouldBe("no pool answers");

        miner.SetDown("a", isDown: false);
        await using var back = await miner.OpenAsync("a", later: true);
        miner.Pool.Snapshot().Node.ShouldBeNull();
        await miner.ReadyAsync();
    }
}
