using System;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client.Masters;
using Tepui.Client.Schedulers;
using Tepui.Client.Tests.Masters;
using Tepui.Client.Tests.Scripted;
using Tepui.ZooKeeper;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Tests.Schedulers;

/// <summary>A driver follows the election in ZooKeeper.</summary>
public sealed class LeaderChangeTests
{
    private readonly ElectionFixture _election = new();
    private readonly RecordingScheduler _scheduler = new();

    [Fact]
    public async Task TheNextLeaderIsSubscribedToAtOnceWithTheFrameworksId()
    {
        await using var first = new ScriptedServer();
        await using var second = new ScriptedServer();
        var node = _election.Join(first);
        _election.Join(second);
        await using var run = Start();
        var stream = await first.NextAsync();
        await stream.SubscribeAsync("F1");
        await _scheduler.ExpectAsync("Registered F1");

        // The old leader is only paused: its stream is open, and nothing comes of it any more.
        _election.Leave(node);

        await _scheduler.ExpectAsync("Disconnected");
        var again = await second.NextAsync();
        again.Call.FrameworkId.Value.ShouldBe("F1");
        again.Call.Subscribe.FrameworkInfo.Id.Value.ShouldBe("F1");
        await again.SubscribeAsync("F1", "stream-2");
        await _scheduler.ExpectAsync("Reregistered");
        _scheduler.HasNoMore.ShouldBeTrue();
    }

    [Fact]
    public async Task WhileNobodyLeadsItWaitsAndSaysSoOnce()
    {
        await using var run = Start();

        _election.Time.Advance(TimeSpan.FromSeconds(10));
        await _scheduler.ExpectAsync("Unreachable");
        _election.Time.Advance(TimeSpan.FromHours(1));

        await using var master = new ScriptedServer();
        _election.Join(master);
        await (await master.NextAsync()).SubscribeAsync("F1");
        await _scheduler.ExpectAsync("Registered F1");
    }

    [Fact]
    public async Task ALeaderThatCannotBeReachedIsTriedAgainAndAnotherEndsTheWait()
    {
        await using var gone = new ScriptedServer();
        var node = _election.Join(gone);
        await gone.DisposeAsync();
        await using var next = new ScriptedServer();
        _election.Join(next);
        await using var run = Start();

        // The clock stands still: without the change the driver would wait for ever.
        await _scheduler.ExpectAsync("Unreachable");
        _election.Leave(node);

        await (await next.NextAsync()).SubscribeAsync("F1");
        await _scheduler.ExpectAsync("Registered F1");
    }

    [Fact]
    public async Task AChangeWhileTheOldLeaderDoesNotAnswerGivesItUp()
    {
        await using var silent = new ScriptedServer();
        var node = _election.Join(silent);
        await using var next = new ScriptedServer();
        _election.Join(next);
        await using var run = Start();
        await silent.NextAsync();

        _election.Leave(node);

        await (await next.NextAsync()).SubscribeAsync("F1");
        await _scheduler.ExpectAsync("Registered F1");
    }

    [Fact]
    public async Task TheSameMasterElectedAgainIsSubscribedToAgain()
    {
        await using var master = new ScriptedServer();
        var node = _election.Join(master);
        await using var run = Start();
        await (await master.NextAsync()).SubscribeAsync("F1");
        await _scheduler.ExpectAsync("Registered F1");

        _election.Leave(node);
        await _scheduler.ExpectAsync("Disconnected");
        _election.Join(master);

        await (await master.NextAsync()).SubscribeAsync("F1", "stream-2");
        await _scheduler.ExpectAsync("Reregistered");
    }

    [Fact]
    public async Task RefusedCredentialsEndTheDriverWithAnError()
    {
        _election.ZooKeeper.Fault = (_, _) => ZooKeeperError.NotAuthorized;
        await using var run = Start();

        (await run.Status).ShouldBe(Status.DriverAborted);
    }

    [Fact]
    public async Task StopWhileNobodyLeadsEndsAtOnce()
    {
        await using var run = Start();

        run.Driver.Stop();

        (await run.Status).ShouldBe(Status.DriverStopped);
    }

    [Fact]
    public void AnElectionAmongSeveralPlacesIsRefused() => Should.Throw<FormatException>(() =>
        new SchedulerDriver(_scheduler, new FrameworkInfo(), new SchedulerDriverOptions { Masters = ["a:1", "zk://h:1/mesos"] }));

    private Run Start()
    {
        var detector = _election.Detector();
        var driver = new SchedulerDriver(
            _scheduler, new FrameworkInfo { User = "root", Name = "test" }, new SchedulerDriverOptions { Detector = detector, Time = _election.Time });
        return new Run(driver, driver.RunAsync(), detector);
    }

    private sealed record Run(SchedulerDriver Driver, Task<Status> Status, IMasterDetector Detector) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Driver.Stop(failover: true);
            await Status;
            await Detector.DisposeAsync();
        }
    }
}
