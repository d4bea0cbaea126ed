using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Tepui.ZooKeeper;

namespace Tepui.Client.Tests.Masters;

public sealed class ElectedMasterTests
{
    // What a master of Mesos 1.12 writes of itself.
    private const string OfMesos = """
        {"address":{"hostname":"node1.example","ip":"10.0.0.1","port":5050},"capabilities":[{"type":"AGENT_UPDATE"},{"type":"AGENT_DRAINING"},{"type":"QUOTA_V2"}],"domain":{"fault_domain":{"region":{"name":"eu"},"zone":{"name":"a"}}},"hostname":"node1.example","id":"a2f8ed5a-bd57-4bb6-8dbf-1d1e4f2f0c3b","ip":16777226,"pid":"master@10.0.0.1:5050","port":5050,"version":"1.12.0"}
        """;

    private const string OfSecond = """{"address":{"hostname":"node2","ip":"10.0.0.2","port":5051},"hostname":"node2","id":"b","ip":33554442,"port":5051}""";

    private readonly ElectionFixture _election = new();

    [Fact]
    public async Task TheLeaderOfAMesosClusterIsFound()
    {
        _election.Join(OfMesos);
        _election.Join(OfSecond);
        await using var detector = _election.Detector();

        var master = await detector.DetectAsync();

        master.Address.ShouldBe(new Uri("http://10.0.0.1:5050"));
        master.Info!.Id.ShouldBe("a2f8ed5a-bd57-4bb6-8dbf-1d1e4f2f0c3b");
        master.Info.Hostname.ShouldBe("node1.example");
        master.Changed.IsCompleted.ShouldBeFalse();
        detector.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task WhoAsksWhileNobodyLeadsWaits()
    {
        await using var detector = _election.Detector();
        var detection = detector.DetectAsync();
        detection.IsCompleted.ShouldBeFalse();
        detector.Problem.ShouldBe("no master is elected at zk://user:****@h1:2181/mesos");

        _election.Join(OfSecond);

        (await detection).Address.ShouldBe(new Uri("http://10.0.0.2:5051"));
    }

    [Fact]
    public async Task AnotherLeaderIsToldToWhoGotTheOneBefore()
    {
        var first = _election.Join(OfMesos);
        _election.Join(OfSecond);
        await using var detector = _election.Detector();
        var master = await detector.DetectAsync();

        _election.Leave(first);

        await master.Changed;
        (await detector.DetectAsync()).Address.ShouldBe(new Uri("http://10.0.0.2:5051"));
    }

    [Fact]
    public async Task AStandbyThatJoinsOrLeavesChangesNothing()
    {
        _election.Join(OfMesos);
        await using var detector = _election.Detector();
        var master = await detector.DetectAsync();

        _election.Leave(_election.Join(OfSecond));

        master.Changed.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task TheLastOneGoneNobodyLeads()
    {
        var node = _election.Join(OfMesos);
        await using var detector = _election.Detector();
        var master = await detector.DetectAsync();

        _election.Leave(node);

        await master.Changed;
        using var impatience = new CancellationTokenSource();
        var next = detector.DetectAsync(impatience.Token);
        next.IsCompleted.ShouldBeFalse();
        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => next);
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task ANodeThatIsNoMastersIsToldAndNotFollowed(string content)
    {
        _election.Join(content);
        await using var detector = _election.Detector();

        var detection = detector.DetectAsync();

        detection.IsCompleted.ShouldBeFalse();
        detector.Problem!.ShouldStartWith("the node json.info_0000000000 at zk://user:****@h1:2181/mesos is no master's: ");
    }

    [Fact]
    public async Task OtherThingsBesideTheCandidatesAreNoMatter()
    {
        _election.ZooKeeper.Write("/mesos/log_replicas", "x");
        _election.ZooKeeper.Write("/mesos/tepui_registry", "x");
        _election.Join(OfSecond);
        await using var detector = _election.Detector();
        (await detector.DetectAsync()).Address.ShouldBe(new Uri("http://10.0.0.2:5051"));
    }

    [Fact]
    public async Task ZooKeeperThatDoesNotAnswerIsTheProblemAndWaitedFor()
    {
        _election.ZooKeeper.GoDown();
        await using var detector = _election.Detector();
        var detection = detector.DetectAsync();
        detector.Problem.ShouldBe("ZooKeeper does not answer at h1:2181");

        _election.Join(OfSecond);
        _election.ZooKeeper.ComeBack();

        (await detection).Address.ShouldBe(new Uri("http://10.0.0.2:5051"));
    }

    [Fact]
    public async Task ALostConnectionChangesNothingWhileTheSessionLives()
    {
        _election.Join(OfSecond);
        await using var detector = _election.Detector();
        var master = await detector.DetectAsync();

        _election.ZooKeeper.GoDown();
        _election.Time.Advance(TimeSpan.FromSeconds(5));
        _election.ZooKeeper.ComeBack();
        _election.Time.Advance(TimeSpan.FromSeconds(5));

        master.Changed.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task RefusedCredentialsAreARefusal()
    {
        _election.ZooKeeper.Fault = (_, _) => ZooKeeperError.NotAuthorized;
        await using var detector = _election.Detector();

        var refusal = await Should.ThrowAsync<MesosException>(() => detector.DetectAsync());

        refusal.IsRefusal.ShouldBeTrue();
        refusal.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        refusal.Message.ShouldStartWith("no master can be found by zk://user:****@h1:2181/mesos: ");
    }

    [Fact]
    public async Task AfterItsEndNobodyIsAskedAnyMore()
    {
        var detector = _election.Detector();
        _election.Join(OfSecond);
        await detector.DetectAsync();

        await detector.DisposeAsync();

        _election.ZooKeeper.Sessions.ShouldBeEmpty();
        await Should.ThrowAsync<ObjectDisposedException>(() => detector.DetectAsync());
    }

    [Fact]
    public async Task NothingIsConnectedToBeforeTheFirstQuestion()
    {
        await using var detector = _election.Detector();
        _election.ZooKeeper.Sessions.ShouldBeEmpty();
    }
}
