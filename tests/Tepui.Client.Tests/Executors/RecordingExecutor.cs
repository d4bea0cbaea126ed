using System;
using System.Text;
using System.Threading.Channels;
using Mesos.V1;
using Mesos.V1.Executor;
using Tepui.Client.Executors;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Tests.Executors;

/// <summary>Writes every callback down as a line, and does with an event what the test says.</summary>
internal sealed class RecordingExecutor : Executor
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public Action<IExecutorDriver, TaskInfo> OnLaunch { get; init; } = (_, _) => { };

    public Action<IExecutorDriver> OnShutdown { get; init; } = _ => { };

    public Action OnCallRefused { get; init; } = () => { };

    public bool HasNoMore => !_lines.Reader.TryPeek(out _);

    public async Task ExpectAsync(params string[] lines)
    {
        foreach (var line in lines)
        {
            var next = await _lines.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            next.ShouldBe(line);
        }
    }

    public override void Registered(IExecutorDriver driver, ExecutorInfo executor, FrameworkInfo framework, AgentInfo agent) =>
        Tell($"Registered {executor.ExecutorId.Value} {framework.Name} {agent.Hostname}");

    public override void Reregistered(IExecutorDriver driver, AgentInfo agent) => Tell($"Reregistered {agent.Hostname}");

    public override void Disconnected(IExecutorDriver driver) => Tell("Disconnected");

    public override void LaunchTask(IExecutorDriver driver, TaskInfo task)
    {
        Tell($"Launch {task.TaskId.Value}");
        OnLaunch(driver, task);
    }

    public override void KillTask(IExecutorDriver driver, TaskID taskId) => Tell($"Kill {taskId.Value}");

    public override void FrameworkMessage(IExecutorDriver driver, byte[] data) => Tell($"Message {Encoding.UTF8.GetString(data)}");

    public override void Shutdown(IExecutorDriver driver)
    {
        Tell("Shutdown");
        OnShutdown(driver);
    }

    public override void Error(IExecutorDriver driver, string message) => Tell($"Error {message}");

    public override void CallRefused(IExecutorDriver driver, Call call, string reason)
    {
        Tell($"Refused {call.Type} {reason}");
        OnCallRefused();
    }

    public override void AgentUnreachable(IExecutorDriver driver, string reason, TimeSpan retryAfter) =>
        Tell($"Unreachable {retryAfter.TotalMilliseconds}ms");

    private void Tell(string line) => _lines.Writer.TryWrite(line);
}
