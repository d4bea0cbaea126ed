using System;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Executor;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Tests.Executors;

public class ExecutorDriverReconnectTests
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ALostStreamIsSubscribedAgain(bool isBroken)
    {
        await using var story = await ExecutorStory.BeginAsync();
        if (isBroken)
            story.Stream.Break();
        else
            await story.Stream.EndAsync();
        await story.Executor.ExpectAsync("Disconnected", "Unreachable 50ms");
        story.Agent.HasNoRequest.ShouldBeTrue();
        story.Time.Advance(FirstWait);
        await story.SubscribedAsync();
        await story.Executor.ExpectAsync("Reregistered host");
        await story.Stream.SendAsync(Events.Launch("t1"));
        await story.Executor.ExpectAsync("Launch t1");
    }

    [Fact]
    public async Task ABrokenCallConnectionIsALostConnection()
    {
        await using var story = await ExecutorStory.BeginAsync();
        story.Tell("t1", TaskState.TaskRunning);
        (await story.Agent.NextAsync()).Break();
        await story.Executor.ExpectAsync("Disconnected", "Unreachable 50ms");
        story.Time.Advance(FirstWait);
        (await story.SubscribedAsync()).UnacknowledgedUpdates.Single().Status.TaskId.Value.ShouldBe("t1");
    }

    [Fact]
    public async Task EventsThatAreNoneAreALostConnection()
    {
        await using var story = await ExecutorStory.BeginAsync();
        await story.Stream.WriteAsync("5\r\nhello\r\n");
        await story.Executor.ExpectAsync("Disconnected", "Unreachable 50ms");
    }

    [Fact]
    public async Task WhatIsNotAcknowledgedIsToldAgainInOrder()
    {
        await using var story = await ExecutorStory.BeginAsync();
        await story.Stream.SendAsync(Events.Launch("t1"), Events.Launch("t2"), Events.Launch("t3"));
        await story.Executor.ExpectAsync("Launch t1", "Launch t2", "Launch t3");
        var starting = await story.ToldAsync("t1", TaskState.TaskStarting);
        var running = await story.ToldAsync("t1", TaskState.TaskRunning);
        var other = await story.ToldAsync("t3", TaskState.TaskRunning);
        await story.Stream.SendAsync(Events.Acknowledged(starting), Events.Message("acknowledged"));
        await story.Executor.ExpectAsync("Message acknowledged");

        await story.LoseAsync();
        story.Tell("t3", TaskState.TaskFinished);
        story.Driver.SendFrameworkMessage("nobody hears this"u8.ToArray());
        story.Time.Advance(FirstWait);
        var again = await story.SubscribedAsync();
        again.UnacknowledgedTasks.Select(task => task.TaskId.Value).ShouldBe(["t2", "t3"]);
        again.UnacknowledgedUpdates.Select(update => (update.Status.TaskId.Value, update.Status.State)).ShouldBe(
            [("t1", TaskState.TaskRunning), ("t3", TaskState.TaskRunning), ("t3", TaskState.TaskFinished)]);
        again.UnacknowledgedUpdates[0].Status.ShouldBe(running);
        again.UnacknowledgedUpdates[1].Status.ShouldBe(other);

        // Told with the subscription, they are not sent besides.
        await story.Executor.ExpectAsync("Reregistered host");
        await story.Stream.SendAsync(again.UnacknowledgedUpdates.Select(update => Events.Acknowledged(update.Status)).ToArray());
        (await story.ToldAsync("t2", TaskState.TaskRunning)).TaskId.Value.ShouldBe("t2");
        await story.LoseAsync();
        story.Time.Advance(FirstWait);
        var third = await story.SubscribedAsync();
        third.UnacknowledgedTasks.Single().TaskId.Value.ShouldBe("t2");
        third.UnacknowledgedUpdates.Single().Status.TaskId.Value.ShouldBe("t2");
    }

    [Fact]
    public async Task AnUpdateMadeWhileTheSubscriptionIsUnderWayFollowsIt()
    {
        await using var story = new ExecutorStory();
        var subscribe = await story.Agent.NextAsync();
        story.Tell("t1", TaskState.TaskRunning);
        await subscribe.SubscribeAsync();
        (await story.TakenAsync()).TaskId.Value.ShouldBe("t1");
    }

    [Theory]
    [InlineData(400, 0)]
    [InlineData(403, 1)]
    public async Task AnUpdateTheAgentCannotTakeIsNotToldAgain(int statusCode, int told)
    {
        await using var story = await ExecutorStory.BeginAsync();
        story.Tell("t1", TaskState.TaskRunning);
        await (await story.Agent.NextAsync()).AnswerAsync(statusCode, "no");
        await story.Executor.ExpectAsync("Refused Update no");
        await story.LoseAsync();
        story.Time.Advance(FirstWait);
        (await story.SubscribedAsync()).UnacknowledgedUpdates.Count.ShouldBe(told);
    }

    [Fact]
    public async Task AnUpdateTheAgentHasNoRoomForIsSentAgain()
    {
        await using var story = await ExecutorStory.BeginAsync();
        story.Tell("t1", TaskState.TaskRunning);
        var update = await story.Agent.NextAsync();
        await update.AnswerAsync(503, "10000 updates wait");

        // Answers come in order: after this one the driver has seen the one before.
        story.Driver.SendFrameworkMessage([1]);
        await (await story.Agent.NextAsync()).AnswerAsync(403, "seen");
        await story.Executor.ExpectAsync("Refused Message seen");
        story.Time.Advance(TimeSpan.FromSeconds(1));
        var again = await story.TakenAsync();
        again.ShouldBe(update.Call.Update.Status);
        story.Executor.HasNoMore.ShouldBeTrue();
    }

    [Fact]
    public async Task TheWaitsDoubleUpToHalfOfWhatTheAgentSaysAndBeginAnew()
    {
        await using var story = await ExecutorStory.BeginAsync(
            environment: environment => environment with { SubscriptionBackoffMax = TimeSpan.FromMilliseconds(600) });
        story.Stream.Break();
        await story.Executor.ExpectAsync("Disconnected");
        foreach (var wait in (int[])[50, 100, 200, 300, 300])
        {
            await story.Executor.ExpectAsync($"Unreachable {wait}ms");
            story.Time.Advance(TimeSpan.FromMilliseconds(wait));
            var attempt = await story.Agent.NextAsync();
            attempt.Call.Type.ShouldBe(Call.Types.Type.Subscribe);
            await attempt.AnswerAsync(503, "Agent has not finished recovery");
        }

        await story.Executor.ExpectAsync("Unreachable 300ms");
        story.Time.Advance(TimeSpan.FromMilliseconds(300));
        await story.SubscribedAsync();
        await story.Executor.ExpectAsync("Reregistered host");
        await story.LoseAsync();
    }

    [Theory]
    [InlineData(503)]
    [InlineData(404)]
    public async Task AnAgentThatIsNotReadyIsAskedAgain(int statusCode)
    {
        await using var story = new ExecutorStory(environment: environment => environment with { Checkpoint = false });
        await (await story.Agent.NextAsync()).AnswerAsync(statusCode, "soon");
        await story.Executor.ExpectAsync("Unreachable 50ms");
        story.Time.Advance(FirstWait);
        await story.SubscribedAsync();
        await story.Executor.ExpectAsync("Registered E1 test host");
    }

    [Fact]
    public async Task WithoutCheckpointTheExecutorEndsWithItsAgent()
    {
        await using var story = await ExecutorStory.BeginAsync(
            environment: environment => environment with { Checkpoint = false });
        story.Stream.Break();
        await story.Executor.ExpectAsync("Disconnected", "Unreachable 0ms", "Shutdown");
        (await story.Run).ShouldBe(Status.DriverStopped);
        story.Agent.HasNoRequest.ShouldBeTrue();
    }

    [Fact]
    public async Task WithoutCheckpointAnAgentThatIsNotThereIsLost()
    {
        await using var story = new ExecutorStory(environment: environment => environment with
        {
            Checkpoint = false,
            Agent = new Uri("http://127.0.0.1:1"),
        });
        await story.Executor.ExpectAsync("Unreachable 0ms", "Shutdown");
        (await story.Run).ShouldBe(Status.DriverStopped);
    }

    [Fact]
    public async Task AnAgentAwayForTheRecoveryTimeoutIsLost()
    {
        await using var story = await ExecutorStory.BeginAsync(environment: environment => environment with
        {
            RecoveryTimeout = TimeSpan.FromSeconds(1),
            SubscriptionBackoffMax = TimeSpan.FromMilliseconds(800),
        });
        await story.Agent.DisposeAsync();
        await story.Executor.ExpectAsync("Disconnected");
        foreach (var wait in (int[])[50, 100, 200, 400, 400])
        {
            await story.Executor.ExpectAsync($"Unreachable {wait}ms");
            story.Time.Advance(TimeSpan.FromMilliseconds(wait));
        }

        await story.Executor.ExpectAsync("Unreachable 0ms", "Shutdown");
        (await story.Run).ShouldBe(Status.DriverStopped);
    }

    [Fact]
    public async Task AnAgentThatDoesNotAnswerForTheRecoveryTimeoutIsLost()
    {
        await using var story = await ExecutorStory.BeginAsync(
            environment: environment => environment with { RecoveryTimeout = TimeSpan.FromSeconds(20) });
        await story.LoseAsync();
        story.Time.Advance(FirstWait);
        (await story.Agent.NextAsync()).Call.Type.ShouldBe(Call.Types.Type.Subscribe);
        story.Time.Advance(TimeSpan.FromSeconds(20));
        await story.Executor.ExpectAsync("Unreachable 0ms", "Shutdown");
        (await story.Run).ShouldBe(Status.DriverStopped);
    }
}
