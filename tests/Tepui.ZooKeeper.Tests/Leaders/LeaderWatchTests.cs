using System;
using System.Text;
using System.Threading.Tasks;
using Tepui.Testing;
using Tepui.Testing.ZooKeeper;
using Tepui.ZooKeeper.Leaders;

namespace Tepui.ZooKeeper.Tests.Leaders;

public sealed class LeaderWatchTests
{
    private static readonly Election Mesos = new("/mesos", "json.info", ["info"]);

    private readonly VirtualTime _time = new();
    private readonly FakeZooKeeper _ensemble;
    private readonly NewsList _news = new();

    public LeaderWatchTests() => _ensemble = new FakeZooKeeper(_time);

    [Fact]
    public async Task WithoutThePath_NobodyLeads_UntilSomebodyDoes()
    {
        await using LeaderWatch watch = Watch();
        (await _news.LeaderAsync()).ShouldBeNull();

        _ensemble.Write("/mesos", "");
        _ensemble.Write("/mesos/log_replicas", "");
        _ensemble.Write("/mesos/json.info_0000000004", "four");

        (await _news.LeaderAsync()).ShouldBe("json.info_0000000004");
        _news.Rest().ShouldBeEmpty();
    }

    [Fact]
    public async Task TheSmallestNumberLeads_AndAnotherCandidateChangesNothing()
    {
        _ensemble.Write("/mesos/json.info_0000000004", "four");
        _ensemble.Write("/mesos/info_0000000003", "three");
        await using LeaderWatch watch = Watch();
        (await _news.LeaderAsync()).ShouldBe("info_0000000003");

        _ensemble.Write("/mesos/json.info_0000000005", "five");
        _ensemble.Delete("/mesos/info_0000000003");

        Leader leader = (await _news.NextAsync<ElectionNews.LeaderSeen>()).Leader.ShouldNotBeNull();
        Encoding.UTF8.GetString(leader.Data).ShouldBe("four");
        _ensemble.Delete("/mesos/json.info_0000000004");
        (await _news.LeaderAsync()).ShouldBe("json.info_0000000005");
        _ensemble.Delete("/mesos/json.info_0000000005");
        (await _news.LeaderAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task ANodeThatIsMended_IsReadAgain()
    {
        _ensemble.Write("/mesos/json.info_0000000004", "rubbish");
        await using LeaderWatch watch = Watch();
        await _news.LeaderAsync();

        _ensemble.Write("/mesos/json.info_0000000004", "mended");

        Leader leader = (await _news.NextAsync<ElectionNews.LeaderSeen>()).Leader.ShouldNotBeNull();
        Encoding.UTF8.GetString(leader.Data).ShouldBe("mended");
    }

    [Fact]
    public async Task AConnectionThatIsLostForAWhile_ChangesNothing()
    {
        _ensemble.Write("/mesos/json.info_0000000004", "four");
        await using LeaderWatch watch = Watch();
        await _news.LeaderAsync();

        _ensemble.Sessions[0].Disconnect();
        _time.Advance(_ensemble.Timeout / 2);
        _ensemble.Sessions[0].Connect();
        _time.Advance(_ensemble.Timeout);

        _news.Rest().ShouldBeEmpty();
    }

    [Fact]
    public async Task ASessionThatExpires_LeavesNobodyKnown_AndTheNextOneTellsWhoLeads()
    {
        _ensemble.Write("/mesos/json.info_0000000004", "four");
        await using LeaderWatch watch = Watch();
        await _news.LeaderAsync();

        _ensemble.Sessions[0].Expire();

        (await _news.LeaderAsync()).ShouldBeNull();
        (await _news.NextAsync<ElectionNews.LeaderSeen>(_time)).Leader!.Node.ShouldBe("json.info_0000000004");
    }

    [Fact]
    public async Task APathThatMayNotBeRead_IsToldAgainAndAgain_EverLessOften()
    {
        _ensemble.Write("/mesos/json.info_0000000004", "four");
        _ensemble.Fault = static (operation, _) => operation == "Children" ? ZooKeeperError.NotAuthorized : null;
        await using LeaderWatch watch = Watch();

        (await _news.NextAsync<ElectionNews.Trouble>()).IsRefusal.ShouldBeTrue();
        (await _news.NextAsync<ElectionNews.Trouble>(_time)).IsRefusal.ShouldBeTrue();
        (await _news.NextAsync<ElectionNews.Trouble>(_time)).IsRefusal.ShouldBeTrue();
        _time.GetUtcNow().ShouldBeGreaterThanOrEqualTo(new VirtualTime().GetUtcNow() + TimeSpan.FromMilliseconds(300));
        _ensemble.Fault = null;
        (await _news.NextAsync<ElectionNews.LeaderSeen>(_time)).Leader!.Node.ShouldBe("json.info_0000000004");
    }

    private LeaderWatch Watch() => LeaderWatch.Start(_ensemble.Open, Mesos, _time, _news.Add);
}
