using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Client.Schedulers;
using Tepui.Client.Tests.Scripted;
using Tepui.Protocol.Codecs;
using Tepui.Testing;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Client.Tests.Schedulers;

public class SchedulerDriverTests
{
    private static readonly FrameworkInfo Framework = new() { User = "root", Name = "test", Roles = { "a", "b" } };

    [Fact]
    public async Task ACredentialGoesWithTheSubscriptionAndWithEveryCall()
    {
        await using var master = new ScriptedServer();
        var scheduler = new RecordingScheduler();
        var driver = new SchedulerDriver(
            scheduler, Framework, Options(master) with { Credential = new BasicCredential("framework", "pass:word é") });
        var run = driver.RunAsync();
        var subscribe = await master.NextAsync();
        subscribe.Headers["Authorization"].ShouldBe("Basic ZnJhbWV3b3JrOnBhc3M6d29yZCDDqQ==");
        await subscribe.SubscribeAsync("F1");
        await scheduler.ExpectAsync("Registered F1");

        driver.ReviveOffers();
        var revive = await master.NextAsync();
        revive.Call.Type.ShouldBe(Call.Types.Type.Revive);
        revive.Headers["Authorization"].ShouldBe("Basic ZnJhbWV3b3JrOnBhc3M6d29yZCDDqQ==");
        revive.Headers["Mesos-Stream-Id"].ShouldBe("stream-1");
        await revive.AnswerAsync(202);

        driver.Stop();
        var teardown = await master.NextAsync();
        teardown.Headers["Authorization"].ShouldBe("Basic ZnJhbWV3b3JrOnBhc3M6d29yZCDDqQ==");
        await teardown.AnswerAsync(202);
        (await run).ShouldBe(Status.DriverStopped);
    }

    [Fact]
    public async Task WithoutACredentialNothingIsSentInItsPlace()
    {
        await using var master = new ScriptedServer();
        using var client = new SchedulerClient();
        var subscribing = client.SubscribeAsync(master.Uri, Framework);
        var subscribe = await master.NextAsync();
        subscribe.Headers.ContainsKey("Authorization").ShouldBeFalse();
        await subscribe.AnswerAsync(401, "Who are you?");
        await Should.ThrowAsync<MesosException>(() => subscribing);
    }

    [Theory]
    [InlineData(MessageEncoding.Protobuf)]
    [InlineData(MessageEncoding.Json)]
    public async Task AFrameworkLaunchesATaskAndIsTornDown(MessageEncoding encoding)
    {
        await using var master = new ScriptedServer();
        var scheduler = new RecordingScheduler
        {
            OnOffers = (driver, offers) => driver.LaunchTasks(
                [.. offers.Select(offer => offer.Id)], [TaskOf("t1")], new Filters { RefuseSeconds = 1 }),
            OnUpdate = (driver, status) =>
            {
                if (status.State == TaskState.TaskFinished)
                {
                    driver.Stop();
                }
            },
        };
        var driver = new SchedulerDriver(scheduler, Framework, Options(master) with { Encoding = encoding });
        var run = driver.RunAsync();

        var subscribe = await master.NextAsync();
        subscribe.Line.ShouldBe("POST /api/v1/scheduler");
        subscribe.Encoding.ShouldBe(encoding);
        subscribe.Headers["Accept"].ShouldBe(MediaTypes.Of(encoding));
        subscribe.Call.Subscribe.FrameworkInfo.ShouldBe(Framework);
        await subscribe.SubscribeAsync("F1");
        await scheduler.ExpectAsync("Registered F1");
        driver.FrameworkId!.Value.ShouldBe("F1");

        await subscribe.SendAsync(Events.Heartbeat(), Events.Offers("O1", "O2"));
        await scheduler.ExpectAsync("Offers O1 O2");
        var accept = await master.NextAsync();
        accept.Headers["Mesos-Stream-Id"].ShouldBe("stream-1");
        accept.Call.FrameworkId.Value.ShouldBe("F1");
        accept.Call.Accept.OfferIds.Count.ShouldBe(2);
        accept.Call.Accept.Operations.Single().Launch.TaskInfos.Single().TaskId.Value.ShouldBe("t1");
        accept.Call.Accept.Filters.RefuseSeconds.ShouldBe(1);
        await accept.AnswerAsync(202);

        await subscribe.SendAsync(Events.Update("t1", TaskState.TaskRunning));
        await scheduler.ExpectAsync("Update t1 TaskRunning");
        var acknowledge = await master.NextAsync();
        acknowledge.Call.Type.ShouldBe(Call.Types.Type.Acknowledge);
        acknowledge.Call.Acknowledge.Uuid.ToStringUtf8().ShouldBe("uuid-of-t1");
        await acknowledge.AnswerAsync(202);

        await subscribe.SendAsync(Events.Update("t1", TaskState.TaskFinished));
        await scheduler.ExpectAsync("Update t1 TaskFinished");
        var teardown = await master.NextAsync();
        teardown.Call.Type.ShouldBe(Call.Types.Type.Teardown);
        run.IsCompleted.ShouldBeFalse();
        await teardown.AnswerAsync(202);
        (await run).ShouldBe(Status.DriverStopped);
        scheduler.HasNoMore.ShouldBeTrue();
        master.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task EveryEventHasItsCallback()
    {
        await using var story = await Story.BeginAsync();
        await story.Stream.SendAsync(
            Events.Rescind("O1"), Events.Failure(null), Events.Failure("E1", 9), Events.Message("E1", 3),
            new Event { Type = Event.Types.Type.InverseOffers, InverseOffers = new Event.Types.InverseOffers() });
        await story.Scheduler.ExpectAsync("Rescinded O1");
        await story.Scheduler.ExpectAsync("AgentLost A1");
        await story.Scheduler.ExpectAsync("ExecutorLost E1 A1 9");
        await story.Scheduler.ExpectAsync("Message E1 A1 3");
        await story.Scheduler.ExpectAsync("Other InverseOffers");
    }

    [Fact]
    public async Task CallsGoOutInOrderWithoutWaitingForAnswers()
    {
        await using var story = await Story.BeginAsync();
        story.Driver.KillTask(new TaskID { Value = "t1" }, new AgentID { Value = "A1" });
        story.Driver.ReviveOffers(["a"]);
        story.Driver.DeclineOffer(new OfferID { Value = "O1" }, new Filters { RefuseSeconds = 3 });
        story.Driver.ReconcileTasks([]);
        story.Driver.SendFrameworkMessage(new ExecutorID { Value = "E" }, new AgentID { Value = "A1" }, [1, 2]);
        story.Driver.ShutdownExecutor(new ExecutorID { Value = "E" }, new AgentID { Value = "A1" });
        story.Driver.SuppressOffers();
        var calls = new List<Call>();
        for (var i = 0; i < 7; i++)
        {
            calls.Add((await story.Master.NextAsync()).Call);
        }

        calls.Select(call => call.Type).ShouldBe([
            Call.Types.Type.Kill, Call.Types.Type.Revive, Call.Types.Type.Decline,
            Call.Types.Type.Reconcile, Call.Types.Type.Message, Call.Types.Type.Shutdown, Call.Types.Type.Suppress]);
        (calls[5].Shutdown.ExecutorId.Value, calls[5].Shutdown.AgentId.Value).ShouldBe(("E", "A1"));
        calls[1].Revive.Roles.ShouldBe(["a"]);
        calls[2].Decline.Filters.RefuseSeconds.ShouldBe(3);
    }

    [Fact]
    public async Task UpdatesWithoutAUuidAreNotAcknowledged()
    {
        await using var story = await Story.BeginAsync();
        await story.Stream.SendAsync(
            Events.Update("t1", TaskState.TaskRunning, hasUuid: false), Events.Update("t2", TaskState.TaskRunning));
        (await story.Master.NextAsync()).Call.Acknowledge.TaskId.Value.ShouldBe("t2");
    }

    [Fact]
    public async Task OperationsAreToldAndAcknowledgedWhereTheyHaveAnId()
    {
        var scheduler = new RecordingScheduler();
        await using var story = await Story.BeginAsync(scheduler);
        await story.Stream.SendAsync(Events.OperationUpdate("op", OperationState.OperationFinished));

        await scheduler.ExpectAsync("Operation op OperationFinished");
        Call call = (await story.Master.NextAsync()).Call;
        call.Type.ShouldBe(Call.Types.Type.AcknowledgeOperationStatus);
        call.AcknowledgeOperationStatus.OperationId.Value.ShouldBe("op");
        call.AcknowledgeOperationStatus.AgentId.Value.ShouldBe("A1");
        call.AcknowledgeOperationStatus.Uuid.ToStringUtf8().ShouldBe("uuid-of-op");
    }

    [Fact]
    public async Task WithoutAutomaticAcknowledgementTheSchedulerAcknowledges()
    {
        var scheduler = new RecordingScheduler
        {
            OnUpdate = (driver, status) =>
            {
                if (status.TaskId.Value == "t2")
                {
                    driver.AcknowledgeStatusUpdate(status);
                }
            },
        };
        await using var story = await Story.BeginAsync(scheduler, options => options with { AcknowledgesAutomatically = false });
        await story.Stream.SendAsync(Events.Update("t1", TaskState.TaskRunning), Events.Update("t2", TaskState.TaskRunning));
        (await story.Master.NextAsync()).Call.Acknowledge.TaskId.Value.ShouldBe("t2");
    }

    [Theory]
    [InlineData("//{0}/api/v1/scheduler")]
    [InlineData("http://{0}/api/v1/scheduler")]
    [InlineData("{0}")]
    public async Task AStandbysRedirectIsFollowedToTheLeader(string location)
    {
        await using var standby = new ScriptedServer();
        await using var story = await Story.BeginAsync(
            new RecordingScheduler(),
            options => options with { Masters = [standby.Address] },
            async leader => await (await standby.NextAsync()).AnswerAsync(
                307, headers: $"Location: {location.Replace("{0}", leader.Address, StringComparison.Ordinal)}\r\n"));
        story.Driver.ReviveOffers();
        (await story.Master.NextAsync()).Call.Type.ShouldBe(Call.Types.Type.Revive);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ALostStreamIsSubscribedAgainAsTheSameFramework(bool isBroken)
    {
        await using var story = await Story.BeginAsync();
        story.Driver.SuppressOffers(["b"]);
        await (await story.Master.NextAsync()).AnswerAsync(202);
        if (isBroken)
        {
            story.Stream.Break();
        }
        else
        {
            await story.Stream.EndAsync();
        }

        await story.Scheduler.ExpectAsync("Disconnected");
        await story.Scheduler.ExpectAsync("Unreachable");
        var again = await story.Master.NextAsync();
        again.Call.FrameworkId.Value.ShouldBe("F1");
        again.Call.Subscribe.FrameworkInfo.Id.Value.ShouldBe("F1");
        again.Call.Subscribe.SuppressedRoles.ShouldBe(["b"]);
        await again.SubscribeAsync("F1", "stream-2");
        await story.Scheduler.ExpectAsync("Reregistered");
        story.Driver.ReviveOffers();
        (await story.Master.NextAsync()).Headers["Mesos-Stream-Id"].ShouldBe("stream-2");
    }

    [Fact]
    public async Task ABrokenCallConnectionIsALostConnection()
    {
        await using var story = await Story.BeginAsync();
        story.Driver.ReviveOffers();
        (await story.Master.NextAsync()).Break();
        await story.Scheduler.ExpectAsync("Disconnected");
        await story.Scheduler.ExpectAsync("Unreachable");
        (await story.Master.NextAsync()).Call.Type.ShouldBe(Call.Types.Type.Subscribe);
    }

    [Fact]
    public async Task ACallConnectionClosedWhileIdleIsOpenedAnewByTheNextCall()
    {
        await using var story = await Story.BeginAsync();
        story.Driver.ReviveOffers();
        var first = await story.Master.NextAsync();
        await first.AnswerAsync(400, "marker");
        await story.Scheduler.ExpectAsync("Refused Revive marker");
        first.Break();

        // Whether the close is noticed before or after the next call, the framework goes on.
        Exchange next;
        do
        {
            story.Driver.ReviveOffers();
            next = await story.Master.NextAsync();
            if (next.Call.Type == Call.Types.Type.Subscribe)
            {
                await story.Scheduler.ExpectAsync("Disconnected");
                await story.Scheduler.ExpectAsync("Unreachable");
                await next.SubscribeAsync("F1");
                await story.Scheduler.ExpectAsync("Reregistered");
            }
        }
        while (next.Call.Type != Call.Types.Type.Revive);
    }

    [Fact]
    public async Task AMasterThatIsNotReadyIsAskedAgain()
    {
        await using var master = new ScriptedServer();
        var scheduler = new RecordingScheduler();
        var driver = new SchedulerDriver(scheduler, Framework, Options(master));
        var run = driver.RunAsync();
        await (await master.NextAsync()).AnswerAsync(503, "not elected");
        await scheduler.ExpectAsync("Unreachable");
        (await master.NextAsync()).Break();
        await scheduler.ExpectAsync("Unreachable");
        await (await master.NextAsync()).AnswerAsync(307, headers: "Location: nonsense:x\r\n");
        await scheduler.ExpectAsync("Unreachable");
        await (await master.NextAsync()).SubscribeAsync("F1");
        await scheduler.ExpectAsync("Registered F1");
        driver.Stop(failover: true);
        (await run).ShouldBe(Status.DriverStopped);
    }

    [Fact]
    public async Task ARefusedSubscriptionIsAnErrorAndTheEnd()
    {
        await using var master = new ScriptedServer();
        var scheduler = new RecordingScheduler();
        var run = new SchedulerDriver(scheduler, Framework, Options(master)).RunAsync();
        await (await master.NextAsync()).AnswerAsync(400, "Framework has been removed");
        await scheduler.ExpectAsync("Error Framework has been removed");
        (await run).ShouldBe(Status.DriverAborted);
        master.HasNoRequest.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnErrorEventIsAnErrorAndTheEnd(bool isFirst)
    {
        await using var master = new ScriptedServer();
        var scheduler = new RecordingScheduler();
        var run = new SchedulerDriver(scheduler, Framework, Options(master)).RunAsync();
        var stream = await master.NextAsync();
        if (isFirst)
        {
            await stream.BeginEventsAsync();
        }
        else
        {
            await stream.SubscribeAsync("F1");
            await scheduler.ExpectAsync("Registered F1");
        }

        await stream.SendAsync(Events.Error("Framework failed over"));
        await scheduler.ExpectAsync("Error Framework failed over");
        (await run).ShouldBe(Status.DriverAborted);
        scheduler.HasNoMore.ShouldBeTrue();
    }

    [Fact]
    public async Task ARefusedCallIsToldWithTheMastersReason()
    {
        await using var story = await Story.BeginAsync();
        story.Driver.ReviveOffers();
        await (await story.Master.NextAsync()).AnswerAsync(400, "The stream ID 'x' included in this request didn't match");
        await story.Scheduler.ExpectAsync("Refused Revive The stream ID 'x' included in this request didn't match");
    }

    [Fact]
    public async Task SilenceOfFiveHeartbeatsIsALostConnection()
    {
        var time = new VirtualTime();
        await using var story = await Story.BeginAsync(new RecordingScheduler(), options => options with { Time = time });
        time.Advance(TimeSpan.FromSeconds(70));
        await story.Stream.SendAsync(Events.Heartbeat(), Events.Offers("O1"));
        await story.Scheduler.ExpectAsync("Offers O1");
        time.Advance(TimeSpan.FromSeconds(70));
        await story.Stream.SendAsync(Events.Offers("O2"));
        await story.Scheduler.ExpectAsync("Offers O2");
        time.Advance(TimeSpan.FromSeconds(90));
        await story.Scheduler.ExpectAsync("Disconnected");
        await story.Scheduler.ExpectAsync("Unreachable");
    }

    [Theory]
    [InlineData(false, "TaskLost")]
    [InlineData(true, "TaskDropped")]
    public async Task ALaunchWhileDisconnectedIsReportedAsLost(bool isPartitionAware, string state)
    {
        var framework = Framework.Clone();
        if (isPartitionAware)
        {
            framework.Capabilities.Add(
                new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.PartitionAware });
        }

        var reason = new TaskCompletionSource<TaskStatus.Types.Reason>();
        var scheduler = new RecordingScheduler { OnUpdate = (_, status) => reason.TrySetResult(status.Reason) };
        var driver = new SchedulerDriver(scheduler, framework, new SchedulerDriverOptions { Masters = ["127.0.0.1:1"] });
        driver.LaunchTasks([new OfferID { Value = "O1" }], [TaskOf("t1"), TaskOf("t2")]);
        await scheduler.ExpectAsync("Update t1 " + state);
        await scheduler.ExpectAsync("Update t2 " + state);
        (await reason.Task).ShouldBe(TaskStatus.Types.Reason.MasterDisconnected);
    }

    [Fact]
    public async Task StopWithFailoverSendsWhatWasAskedForAndNoTeardown()
    {
        await using var story = await Story.BeginAsync();
        story.Driver.ReviveOffers();
        story.Driver.Stop(failover: true);
        story.Driver.KillTask(new TaskID { Value = "after the stop" });
        await (await story.Master.NextAsync()).AnswerAsync(202);
        (await story.Run).ShouldBe(Status.DriverStopped);
        story.Master.HasNoRequest.ShouldBeTrue();
    }

    [Fact]
    public async Task CancellationIsAStopWithFailover()
    {
        using var cancellation = new CancellationTokenSource();
        await using var story = await Story.BeginAsync(new RecordingScheduler(), cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        (await story.Run).ShouldBe(Status.DriverStopped);
        story.Master.HasNoRequest.ShouldBeTrue();
    }

    [Fact]
    public async Task StopWhileTheMasterIsAwayEndsAtOnce()
    {
        var scheduler = new RecordingScheduler();
        var options = new SchedulerDriverOptions { Masters = ["127.0.0.1:1"], Time = new VirtualTime() };
        var driver = new SchedulerDriver(scheduler, Framework, options);
        var run = driver.RunAsync();
        await scheduler.ExpectAsync("Unreachable");
        driver.Stop();
        (await run).ShouldBe(Status.DriverStopped);
    }

    [Fact]
    public async Task AnExceptionOfACallbackComesOutOfRun()
    {
        var scheduler = new RecordingScheduler { OnOffers = (_, _) => throw new InvalidOperationException("mine") };
        await using var story = await Story.BeginAsync(scheduler);
        await story.Stream.SendAsync(Events.Offers("O1"));
        (await Should.ThrowAsync<InvalidOperationException>(() => story.Run)).Message.ShouldBe("mine");
    }

    [Fact]
    public async Task EventsThatAreNoneAreALostConnection()
    {
        await using var story = await Story.BeginAsync();
        await story.Stream.WriteAsync("5\r\nhello\r\n");
        await story.Scheduler.ExpectAsync("Disconnected");
        await story.Scheduler.ExpectAsync("Unreachable");
    }

    private static SchedulerDriverOptions Options(ScriptedServer master) =>
        new() { Masters = [master.Address], ShortestBackoff = TimeSpan.Zero };

    private static TaskInfo TaskOf(string id) =>
        new() { Name = id, TaskId = new TaskID { Value = id }, AgentId = new AgentID { Value = "A1" } };

    /// <summary>A driver that has just registered as F1.</summary>
    private sealed class Story : IAsyncDisposable
    {
        public required ScriptedServer Master { get; init; }

        public required RecordingScheduler Scheduler { get; init; }

        public required SchedulerDriver Driver { get; init; }

        public required Task<Status> Run { get; init; }

        public required Exchange Stream { get; init; }

        public static async Task<Story> BeginAsync(
            RecordingScheduler? scheduler = null,
            Func<SchedulerDriverOptions, SchedulerDriverOptions>? change = null,
            Func<ScriptedServer, Task>? before = null,
            CancellationToken cancellationToken = default)
        {
            scheduler ??= new RecordingScheduler();
            var master = new ScriptedServer();
            var options = Options(master);
            var driver = new SchedulerDriver(scheduler, Framework, change is null ? options : change(options));
            var run = driver.RunAsync(cancellationToken);
            if (before is not null)
            {
                await before(master);
            }

            var stream = await master.NextAsync();
            await stream.SubscribeAsync("F1");
            await scheduler.ExpectAsync("Registered F1");
            return new Story { Master = master, Scheduler = scheduler, Driver = driver, Run = run, Stream = stream };
        }

        public async ValueTask DisposeAsync()
        {
            Driver.Stop(failover: true);
            await Master.DisposeAsync();
            await ((Task)Run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
