using System;
using System.Text;
using System.Threading.Tasks;
using Tepui.Testing;
using Tepui.Testing.ZooKeeper;
using Tepui.ZooKeeper.Leaders;

namespace Tepui.ZooKeeper.Tests.Leaders;

public sealed class LeaderContestTests
{
    private static readonly Election Mesos = new("/mesos/cluster", "json.info", ["info"]);

    private readonly VirtualTime _time = new();
    private readonly FakeZooKeeper _ensemble;

    public LeaderContestTests() => _ensemble = new FakeZooKeeper(_time);

    [Fact]
    public async Task TheFirst_MakesThePath_AndLeads_WithTheTermOfItsNode()
    {
        var news = new NewsList();
        await using LeaderContest contest = Contend("one", news);

        Leader leader = (await news.NextAsync<ElectionNews.LeaderSeen>()).Leader.ShouldNotBeNull();
        ElectionNews.Gained gained = await news.NextAsync<ElectionNews.Gained>();

        leader.Node.ShouldBe("json.info_0000000000");
        gained.Self.ShouldBe(leader);
        Encoding.UTF8.GetString(leader.Data).ShouldBe("one");
        gained.Session.AliveUntil.ShouldBe(_time.GetUtcNow() + _ensemble.Timeout);
        _ensemble.Children("/mesos/cluster").ShouldBe(["json.info_0000000000"]);
    }

    [Fact]
    public async Task TheSecond_StandsBy_AndLeadsWithAGreaterTerm_WhenTheFirstLeaves()
    {
        var firstNews = new NewsList();
        LeaderContest first = Contend("one", firstNews);
        await firstNews.LeaderAsync();
        long firstTerm = (await firstNews.NextAsync<ElectionNews.Gained>()).Self.Term;
        var news = new NewsList();
        await using LeaderContest second = Contend("two", news);
        (await news.LeaderAsync()).ShouldBe("json.info_0000000000");

        await first.DisposeAsync();

        (await news.LeaderAsync()).ShouldBe("json.info_0000000001");
        (await news.NextAsync<ElectionNews.Gained>()).Self.Term.ShouldBeGreaterThan(firstTerm);
        firstNews.Rest().ShouldBeEmpty();
    }

    [Fact]
    public async Task ALeaderWhoseSessionExpires_HasLost_AndDoesNotJoinAgain()
    {
        var news = new NewsList();
        await using LeaderContest contest = Contend("one", news);
        await news.LeaderAsync();
        await news.NextAsync<ElectionNews.Gained>();

        _ensemble.Sessions[0].Disconnect();
        _time.Advance(_ensemble.Timeout);

        (await news.NextAsync<ElectionNews.Lost>()).Reason.ShouldBe("its ZooKeeper session expired");
        _time.Advance(TimeSpan.FromMinutes(10));
        _ensemble.Sessions.ShouldBeEmpty();
        _ensemble.Children("/mesos/cluster").ShouldBeEmpty();
    }

    [Fact]
    public async Task ALeaderThatIsCutOffForLessThanItsSession_Leads()
    {
        var news = new NewsList();
        await using LeaderContest contest = Contend("one", news);
        await news.LeaderAsync();
        IZooKeeperSession session = (await news.NextAsync<ElectionNews.Gained>()).Session;

        _ensemble.Sessions[0].Disconnect();
        _time.Advance(_ensemble.Timeout - TimeSpan.FromSeconds(1));
        session.AliveUntil.ShouldBeLessThan(_time.GetUtcNow() + TimeSpan.FromSeconds(2));
        _ensemble.Sessions[0].Connect();
        _time.Advance(_ensemble.Timeout);

        news.Rest().ShouldBeEmpty();
        session.AliveUntil.ShouldBeGreaterThan(_time.GetUtcNow());
    }

    [Fact]
    public async Task ALeaderWhoseNodeIsDeleted_HasLost()
    {
        var news = new NewsList();
        await using LeaderContest contest = Contend("one", news);
        await news.LeaderAsync();
        await news.NextAsync<ElectionNews.Gained>();

        _ensemble.Delete("/mesos/cluster/json.info_0000000000");

        (await news.NextAsync<ElectionNews.Lost>()).Reason.ShouldBe("its node /mesos/cluster/json.info_0000000000 was deleted");
    }

    [Fact]
    public async Task AStandbyWhoseSessionExpires_KnowsNoLeader_AndJoinsAgain()
    {
        var firstNews = new NewsList();
        await using LeaderContest first = Contend("one", firstNews);
        await firstNews.LeaderAsync();
        var news = new NewsList();
        await using LeaderContest second = Contend("two", news);
        await news.LeaderAsync();

        _ensemble.Sessions[1].Expire();

        (await news.LeaderAsync()).ShouldBeNull();
        (await news.NextAsync<ElectionNews.LeaderSeen>(_time)).Leader!.Node.ShouldBe("json.info_0000000000");
        _ensemble.Children("/mesos/cluster").ShouldBe(["json.info_0000000000", "json.info_0000000002"]);
    }

    [Fact]
    public async Task AStandbyWhoseNodeIsDeleted_SaysSo_AndMakesAnother()
    {
        var firstNews = new NewsList();
        await using LeaderContest first = Contend("one", firstNews);
        await firstNews.LeaderAsync();
        var news = new NewsList();
        await using LeaderContest second = Contend("two", news);
        await news.LeaderAsync();

        _ensemble.Delete("/mesos/cluster/json.info_0000000001");

        (await news.NextAsync<ElectionNews.Left>()).Reason.ShouldEndWith("json.info_0000000001 was deleted");
        _ensemble.Delete("/mesos/cluster/json.info_0000000000");
        (await news.LeaderAsync()).ShouldBe("json.info_0000000002");
        _ensemble.Children("/mesos/cluster").ShouldBe(["json.info_0000000002"]);
    }

    [Fact]
    public async Task ACreationWhoseAnswerIsLost_IsFoundAndNotMadeTwice()
    {
        var news = new NewsList();
        _ensemble.Write("/mesos/cluster", "");
        await using LeaderContest contest = LeaderContest.Start(
            () =>
            {
                FakeSession session = _ensemble.Open();
                session.LosesNextAnswer = true;
                return session;
            },
            Mesos,
            "one"u8.ToArray(),
            _time,
            news.Add);

        (await news.LeaderAsync()).ShouldBe("json.info_0000000000");
        await news.NextAsync<ElectionNews.Gained>();
        _ensemble.Children("/mesos/cluster").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ARefusal_IsTold_AndTriedAgainAfterAWhile()
    {
        bool isRefused = true;
        _ensemble.Write("/mesos/cluster", "");
        _ensemble.Fault = (operation, _) => isRefused && operation == "Create" ? ZooKeeperError.NotAuthorized : null;
        var news = new NewsList();
        await using LeaderContest contest = Contend("one", news);

        (await news.NextAsync<ElectionNews.Trouble>()).IsRefusal.ShouldBeTrue();
        isRefused = false;

        ElectionNews.LeaderSeen? seen = null;
        while (seen is null)
        {
            // It may have been refused once more before.
            seen = await news.NextAsync<ElectionNews>(_time) as ElectionNews.LeaderSeen;
        }

        seen.Leader!.Node.ShouldBe("json.info_0000000000");
    }

    [Fact]
    public async Task WrongCredentials_AreTold()
    {
        var news = new NewsList();
        _ensemble.GoDown();
        await using LeaderContest contest = Contend("one", news);

        _ensemble.Sessions[0].End(SessionEnd.AuthenticationFailed);

        (await news.NextAsync<ElectionNews.Trouble>()).ShouldBe(
            new ElectionNews.Trouble("ZooKeeper refused the credentials of the zk:// URL: check its user:password", IsRefusal: true));
    }

    [Fact]
    public async Task AnEnsembleThatIsAway_IsWaitedFor()
    {
        var news = new NewsList();
        _ensemble.GoDown();
        await using LeaderContest contest = Contend("one", news);
        _time.Advance(TimeSpan.FromHours(1));
        news.Rest().ShouldBeEmpty();

        _ensemble.ComeBack();

        (await news.LeaderAsync()).ShouldBe("json.info_0000000000");
    }

    private LeaderContest Contend(string data, NewsList news) =>
        LeaderContest.Start(_ensemble.Open, Mesos, Encoding.UTF8.GetBytes(data), _time, news.Add);
}
