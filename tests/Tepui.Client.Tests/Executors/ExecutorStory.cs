using System;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Mesos.V1.Executor;
using Tepui.Client.Executors;
using Tepui.Client.Tests.Scripted;
using Tepui.Testing;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Client.Tests.Executors;

/// <summary>A driver under a scripted agent, with a clock that the test moves and waits without chance.</summary>
internal sealed class ExecutorStory : IAsyncDisposable
{
    private Exchange? _stream;

    public ExecutorStory(
        RecordingExecutor? executor = null,
        Func<ExecutorDriverOptions, ExecutorDriverOptions>? options = null,
        Func<ExecutorEnvironment, ExecutorEnvironment>? environment = null,
        CancellationToken cancellationToken = default)
    {
        Executor = executor ?? new RecordingExecutor();
        var plain = new ExecutorDriverOptions { Time = Time, Jitter = new NoJitter() };
        var told = new ExecutorEnvironment
        {
            Agent = Agent.Uri,
            FrameworkId = new FrameworkID { Value = "F1" },
            ExecutorId = new ExecutorID { Value = "E1" },
            Checkpoint = true,
        };
        Driver = new ExecutorDriver(Executor, options?.Invoke(plain) ?? plain, environment?.Invoke(told) ?? told);
        Run = Driver.RunAsync(cancellationToken);
    }

    public VirtualTime Time { get; } = new();

    public ScriptedServer Agent { get; } = new();

    public RecordingExecutor Executor { get; }

    public ExecutorDriver Driver { get; }

    public Task<Status> Run { get; }

    /// <summary>Where the agent's events go.</summary>
    public Exchange Stream => _stream ?? throw new InvalidOperationException("nobody has subscribed");

    /// <summary>A driver that has just registered.</summary>
    public static async Task<ExecutorStory> BeginAsync(
        RecordingExecutor? executor = null,
        Func<ExecutorDriverOptions, ExecutorDriverOptions>? options = null,
        Func<ExecutorEnvironment, ExecutorEnvironment>? environment = null,
        CancellationToken cancellationToken = default)
    {
        var story = new ExecutorStory(executor, options, environment, cancellationToken);
        await story.SubscribedAsync();
        await story.Executor.ExpectAsync("Registered E1 test host");
        return story;
    }

    /// <summary>The executor asks for a subscription and gets it.</summary>
    public async Task<Call.Types.Subscribe> SubscribedAsync()
    {
        _stream = await Agent.NextAsync();
        var call = _stream.Call;
        call.Type.ShouldBe(Call.Types.Type.Subscribe);
        await _stream.SubscribeAsync();
        return call.Subscribe;
    }

    /// <summary>Has the driver tell a state, and the agent take it.</summary>
    public async Task<TaskStatus> ToldAsync(string taskId, TaskState state)
    {
        Tell(taskId, state);
        return await TakenAsync();
    }

    public void Tell(string taskId, TaskState state) =>
        Driver.SendStatusUpdate(new TaskStatus { TaskId = new TaskID { Value = taskId }, State = state });

    /// <summary>An update comes and is taken.</summary>
    public async Task<TaskStatus> TakenAsync()
    {
        var exchange = await Agent.NextAsync();
        exchange.Call.Type.ShouldBe(Call.Types.Type.Update);
        await exchange.AnswerAsync(202);
        return exchange.Call.Update.Status;
    }

    /// <summary>The connection breaks, and the executor is about to come back.</summary>
    public async Task LoseAsync()
    {
        Stream.Break();
        await Executor.ExpectAsync("Disconnected", "Unreachable 50ms");
    }

    public async ValueTask DisposeAsync()
    {
        Driver.Stop();
        Time.Advance(TimeSpan.FromMinutes(1));
        await Agent.DisposeAsync();
        await ((Task)Run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Every wait is as long as it can be.</summary>
    private sealed class NoJitter : Random
    {
        public override double NextDouble() => 1;
    }
}
