using System;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Executor;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Tests.Executors;

public class ExecutorDriverStopTests
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Stop_NothingUnderWay_EndsAtOnce()
    {
        await using var story = await ExecutorStory.BeginAsync();
        story.Driver.Stop();
        (await story.Run).ShouldBe(Status.DriverStopped);
        story.Executor.HasNoMore.ShouldBeTrue();
        story.Agent.HasNoRequest.ShouldBeTrue();
    }

    [Fact]
    public async Task Stop_UpdatesUnderWay_WaitsForTheirAcknowledgement()
    {
        await using var story = await ExecutorStory.BeginAsync();
        var first = await story.ToldAsync("t1", TaskState.TaskFinished);
        var second = await story.ToldAsync("t2", TaskState.TaskFinished);
        story.Driver.Stop();
        await story.Stream.SendAsync(Events.Acknowledged(first));
        story.Run.IsCompleted.ShouldBeFalse();
        await story.Stream.SendAsync(Events.Acknowledged(second));
        (await story.Run).ShouldBe(Status.DriverStopped);
    }

    [Fact]
    public async Task Stop_AMessageUnderWay_WaitsForItsAnswer()
    {
        await using var story = await ExecutorStory.BeginAsync();
        story.Driver.SendFrameworkMessage([1]);
        story.Driver.Stop();
        var message = await story.Agent.NextAsync();
        message.Call.Type.ShouldBe(Call.Types.Type.Message);
        story.Run.IsCompleted.ShouldBeFalse();
        await message.AnswerAsync(202);
        (await story.Run).ShouldBe(Status.DriverStopped);
    }

    [Fact]
    public async Task Stop_NoAcknowledgement_EndsAfterTheTimeout()
    {
        await using var story = await ExecutorStory.BeginAsync(options: options => options with { StopTimeout = TimeSpan.FromSeconds(3) });
        await story.ToldAsync("t1", TaskState.TaskFinished);
        story.Driver.Stop();
        story.Time.Advance(TimeSpan.FromSeconds(2.9));
        story.Run.IsCompleted.ShouldBeFalse();
        story.Time.Advance(TimeSpan.FromSeconds(0.1));
        (await story.Run).ShouldBe(Status.DriverStopped);
    }

    [Fact]
    public async Task Stop_TheLastUpdateRefused_WaitsNoLonger()
    {
        await using var story = await ExecutorStory.BeginAsync();
        story.Tell("t1", TaskState.TaskFinished);
        var update = await story.Agent.NextAsync();
        story.Driver.Stop();
        await update.AnswerAsync(400, "no");
        (await story.Run).ShouldBe(Status.DriverStopped);
    }

    [Fact]
    public async Task Stop_TheAgentAway_TellsItWhenItIsBack()
    {
        await using var story = await ExecutorStory.BeginAsync();
        await story.LoseAsync();
        story.Tell("t1", TaskState.TaskFinished);
        story.Driver.Stop();
        story.Time.Advance(FirstWait);
        var told = (await story.SubscribedAsync()).UnacknowledgedUpdates.Single().Status;
        story.Run.IsCompleted.ShouldBeFalse();
        await story.Stream.SendAsync(Events.Acknowledged(told));
        (await story.Run).ShouldBe(Status.DriverStopped);
        story.Executor.HasNoMore.ShouldBeTrue();
    }

    [Fact]
    public async Task Stop_TheAgentAwayAndNothingToTell_EndsAtOnce()
    {
        await using var story = await ExecutorStory.BeginAsync();
        await story.LoseAsync();
        story.Driver.Stop();
        (await story.Run).ShouldBe(Status.DriverStopped);
    }

    [Fact]
    public async Task Stop_TheAgentLostWithoutCheckpoint_EndsAtOnce()
    {
        await using var story = await ExecutorStory.BeginAsync(
            environment: environment => environment with { Checkpoint = false });
        await story.ToldAsync("t1", TaskState.TaskFinished);
        story.Driver.Stop();
        story.Stream.Break();
        (await story.Run).ShouldBe(Status.DriverStopped);
    }

    [Fact]
    public async Task Stop_NothingIsToldAfterwards()
    {
        await using var story = await ExecutorStory.BeginAsync();
        var told = await story.ToldAsync("t1", TaskState.TaskFinished);
        story.Driver.Stop();
        await story.Stream.SendAsync(
            Events.Launch("t2"), Events.Message("late"), Events.Kill("t1"), Events.Shutdown(), Events.Acknowledged(told));
        (await story.Run).ShouldBe(Status.DriverStopped);
        story.Executor.HasNoMore.ShouldBeTrue();
    }

    [Fact]
    public async Task Stop_AnErrorWhileStopping_IsStillAStop()
    {
        await using var story = await ExecutorStory.BeginAsync();
        await story.ToldAsync("t1", TaskState.TaskFinished);
        story.Driver.Stop();
        await story.Stream.SendAsync(Events.Error("too late"));
        (await story.Run).ShouldBe(Status.DriverStopped);
        story.Executor.HasNoMore.ShouldBeTrue();
    }
}
