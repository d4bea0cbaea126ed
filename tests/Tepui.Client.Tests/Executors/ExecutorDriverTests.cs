using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Mesos.V1;
using Mesos.V1.Executor;
using Tepui.Protocol.Codecs;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Client.Tests.Executors;

public class ExecutorDriverTests
{
    [Theory]
    [InlineData(MessageEncoding.Protobuf)]
    [InlineData(MessageEncoding.Json)]
    public async Task AnExecutorRunsATaskAndIsShutDown(MessageEncoding encoding)
    {
        var executor = new RecordingExecutor
        {
            OnLaunch = (driver, task) => driver.SendStatusUpdate(
                new TaskStatus { TaskId = task.TaskId, State = TaskState.TaskRunning, Message = "here we go" }),
            OnShutdown = driver => driver.SendStatusUpdate(
                new TaskStatus { TaskId = new TaskID { Value = "t1" }, State = TaskState.TaskKilled }),
        };
        await using var story = new ExecutorStory(executor, options => options with { Encoding = encoding });
        var subscribe = await story.SubscribedAsync();
        story.Stream.Line.ShouldBe("POST /api/v1/executor");
        story.Stream.Encoding.ShouldBe(encoding);
        story.Stream.Headers["Accept"].ShouldBe(MediaTypes.Of(encoding));
        (story.Stream.Call.FrameworkId.Value, story.Stream.Call.ExecutorId.Value).ShouldBe(("F1", "E1"));
        subscribe.UnacknowledgedTasks.ShouldBeEmpty();
        subscribe.UnacknowledgedUpdates.ShouldBeEmpty();
        await executor.ExpectAsync("Registered E1 test host");

        await story.Stream.SendAsync(Events.Launch("t1"));
        await executor.ExpectAsync("Launch t1");
        var update = await story.Agent.NextAsync();
        update.Encoding.ShouldBe(encoding);
        (update.Call.FrameworkId.Value, update.Call.ExecutorId.Value).ShouldBe(("F1", "E1"));
        var status = update.Call.Update.Status;
        (status.TaskId.Value, status.State, status.Message).ShouldBe(("t1", TaskState.TaskRunning, "here we go"));
        (status.Source, status.ExecutorId.Value, status.Uuid.Length).ShouldBe((TaskStatus.Types.Source.Executor, "E1", 16));
        status.Timestamp.ShouldBe(story.Time.GetUtcNow().ToUnixTimeSeconds());
        await update.AnswerAsync(202);
        await story.Stream.SendAsync(Events.Acknowledged(status));

        await story.Stream.SendAsync(Events.Shutdown());
        await executor.ExpectAsync("Shutdown");
        var killed = await story.TakenAsync();
        killed.State.ShouldBe(TaskState.TaskKilled);
        story.Run.IsCompleted.ShouldBeFalse();
        await story.Stream.SendAsync(Events.Acknowledged(killed));
        (await story.Run).ShouldBe(Status.DriverStopped);
        executor.HasNoMore.ShouldBeTrue();
        story.Agent.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task EveryEventHasItsCallback()
    {
        await using var story = await ExecutorStory.BeginAsync();
        await story.Stream.SendAsync(
            Events.Heartbeat(), Events.Launch("t1"), Events.LaunchGroup("t2", "t3"), Events.Kill("t2"), Events.Message("hello"));
        await story.Executor.ExpectAsync("Launch t1", "Launch t2", "Launch t3", "Kill t2", "Message hello");
    }

    [Fact]
    public async Task CallsGoOutInOrderWithoutWaitingForAnswers()
    {
        await using var story = await ExecutorStory.BeginAsync();
        story.Tell("t1", TaskState.TaskStarting);
        story.Driver.SendFrameworkMessage("hi"u8.ToArray());
        story.Tell("t1", TaskState.TaskRunning);
        var calls = new List<Call>();
        for (var i = 0; i < 3; i++)
            calls.Add((await story.Agent.NextAsync()).Call);
        calls.Select(call => call.Type).ShouldBe([Call.Types.Type.Update, Call.Types.Type.Message, Call.Types.Type.Update]);
        calls[1].Message.Data.ToStringUtf8().ShouldBe("hi");
        calls[2].Update.Status.State.ShouldBe(TaskState.TaskRunning);
        calls[0].Update.Status.Uuid.ShouldNotBe(calls[2].Update.Status.Uuid);
    }

    [Fact]
    public async Task AHeartbeatGoesOutAtEveryInterval()
    {
        await using var story = await ExecutorStory.BeginAsync();
        await story.Stream.SendAsync(Events.Message("the driver is past the registration"));
        await story.Executor.ExpectAsync("Message the driver is past the registration");
        for (var i = 0; i < 2; i++)
        {
            story.Time.Advance(TimeSpan.FromMinutes(30));
            var heartbeat = await story.Agent.NextAsync();
            heartbeat.Call.Type.ShouldBe(Call.Types.Type.Heartbeat);
            (heartbeat.Call.FrameworkId.Value, heartbeat.Call.ExecutorId.Value).ShouldBe(("F1", "E1"));
            await heartbeat.AnswerAsync(202);
        }
    }

    [Fact]
    public async Task SendStatusUpdate_WithoutIdOrState_Throws()
    {
        await using var story = await ExecutorStory.BeginAsync();
        Should.Throw<ArgumentException>(() => story.Driver.SendStatusUpdate(new TaskStatus { State = TaskState.TaskRunning }));
        Should.Throw<ArgumentException>(() => story.Driver.SendStatusUpdate(new TaskStatus { TaskId = new TaskID { Value = "t" } }));
    }

    [Fact]
    public async Task AnErrorEventIsAnErrorAndTheEnd()
    {
        await using var story = await ExecutorStory.BeginAsync();
        await story.Stream.SendAsync(Events.Error("Unrecoverable"), Events.Launch("t1"));
        await story.Executor.ExpectAsync("Error Unrecoverable");
        (await story.Run).ShouldBe(Status.DriverAborted);
        story.Executor.HasNoMore.ShouldBeTrue();
    }

    [Fact]
    public async Task AnExecutorThatIsToEndAtOnceIsShutDown()
    {
        await using var story = new ExecutorStory();
        var stream = await story.Agent.NextAsync();
        await stream.BeginStreamAsync();
        await stream.SendAsync(Events.Shutdown());
        await story.Executor.ExpectAsync("Shutdown");
        (await story.Run).ShouldBe(Status.DriverStopped);
        story.Executor.HasNoMore.ShouldBeTrue();
    }

    [Fact]
    public async Task ARefusedSubscriptionIsAnErrorAndTheEnd()
    {
        await using var story = new ExecutorStory();
        await (await story.Agent.NextAsync()).AnswerAsync(400, "Framework cannot be found");
        await story.Executor.ExpectAsync("Error Framework cannot be found");
        (await story.Run).ShouldBe(Status.DriverAborted);
        story.Agent.HasNoRequest.ShouldBeTrue();
    }

    [Fact]
    public async Task ARefusedCallIsToldWithTheAgentsReason()
    {
        await using var story = await ExecutorStory.BeginAsync();
        story.Driver.SendFrameworkMessage([1]);
        await (await story.Agent.NextAsync()).AnswerAsync(403, "Executor is not subscribed");
        await story.Executor.ExpectAsync("Refused Message Executor is not subscribed");
    }

    [Fact]
    public async Task AnExceptionOfACallbackComesOutOfRun()
    {
        var executor = new RecordingExecutor { OnLaunch = (_, _) => throw new InvalidOperationException("mine") };
        await using var story = await ExecutorStory.BeginAsync(executor);
        await story.Stream.SendAsync(Events.Launch("t1"));
        (await Should.ThrowAsync<InvalidOperationException>(() => story.Run)).Message.ShouldBe("mine");
    }

    [Fact]
    public async Task AnExceptionOfTheShutdownComesOutOfRun()
    {
        var executor = new RecordingExecutor { OnShutdown = _ => throw new InvalidOperationException("mine") };
        await using var story = await ExecutorStory.BeginAsync(executor);
        await story.Stream.SendAsync(Events.Shutdown());
        (await Should.ThrowAsync<InvalidOperationException>(() => story.Run)).Message.ShouldBe("mine");
    }

    [Fact]
    public async Task AnExceptionOfACallbackOutsideTheEventsComesOutOfRunToo()
    {
        var executor = new RecordingExecutor { OnCallRefused = () => throw new InvalidOperationException("mine") };
        await using var story = await ExecutorStory.BeginAsync(executor);
        story.Driver.SendFrameworkMessage([1]);
        await (await story.Agent.NextAsync()).AnswerAsync(400, "no");
        (await Should.ThrowAsync<InvalidOperationException>(() => story.Run)).Message.ShouldBe("mine");
    }

    [Fact]
    public async Task CancellationIsAStop()
    {
        using var cancellation = new CancellationTokenSource();
        await using var story = await ExecutorStory.BeginAsync(cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        (await story.Run).ShouldBe(Status.DriverStopped);
    }
}
