using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Client.Schedulers;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>A framework on the SDK that brings its executors along, and writes down what it is told.</summary>
public sealed class ExecutorFramework : Scheduler, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskInfo> _waiting = [];
    private readonly List<TaskStatus> _updates = [];
    private readonly List<(string Executor, string Text)> _messages = [];
    private readonly List<(string Executor, int Status)> _lost = [];
    private readonly SchedulerDriver _driver;
    private Task _running = Task.CompletedTask;
    private AgentID? _agent;

    private ExecutorFramework(string master, bool checkpoint)
    {
        var framework = new FrameworkInfo
        {
            User = System.Environment.UserName,
            Name = "executors",
            FailoverTimeout = 600,
            Checkpoint = checkpoint,
        };
        _driver = new SchedulerDriver(this, framework, new SchedulerDriverOptions { Masters = [master] });
    }

    public static ExecutorFramework Start(string master, bool checkpoint = true)
    {
        var framework = new ExecutorFramework(master, checkpoint);
        framework._running = framework._driver.RunAsync();
        return framework;
    }

    public static Resource Scalar(string name, double value) =>
        new() { Name = name, Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = value } };

    /// <summary>Launches a task on an executor, whose data is this text.</summary>
    public void Launch(ExecutorInfo executor, string id, string text = "")
    {
        var task = new TaskInfo
        {
            Name = id,
            TaskId = new TaskID { Value = id },
            Executor = executor,
            Data = ByteString.CopyFromUtf8(text),
            Resources = { Scalar("cpus", 0.01), Scalar("mem", 8) },
        };
        lock (_gate)
            _waiting.Enqueue(task);
        _driver.ReviveOffers();
    }

    public void Kill(string id) => _driver.KillTask(new TaskID { Value = id }, _agent);

    public void Send(string executor, string text) =>
        _driver.SendFrameworkMessage(new ExecutorID { Value = executor }, _agent!, Encoding.UTF8.GetBytes(text));

    public void ShutDown(string executor) => _driver.ShutdownExecutor(new ExecutorID { Value = executor }, _agent!);

    /// <summary>What was told of a task, each update once however often it came.</summary>
    public IReadOnlyList<TaskState> Updates(string id)
    {
        lock (_gate)
            return [.. _updates.Where(update => update.TaskId.Value == id && update.HasUuid).DistinctBy(update => update.Uuid).Select(update => update.State)];
    }

    public Task<TaskStatus> WaitForAsync(string id, TaskState state) => WaitForAsync(
        _updates, update => update.TaskId.Value == id && update.State == state, () => $"{id} did not come to {state}: {Told(id)}");

    public Task<(string Executor, string Text)> WaitForMessageAsync(string text) => WaitForAsync(
        _messages, message => message.Text == text, () => $"no message '{text}' came");

    public Task<(string Executor, int Status)> WaitForLossAsync(string executor) => WaitForAsync(
        _lost, loss => loss.Executor == executor, () => $"no FAILURE of {executor} came");

    public override void ResourceOffers(ISchedulerDriver driver, IReadOnlyList<Offer> offers)
    {
        foreach (var offer in offers)
        {
            List<TaskInfo> tasks;
            lock (_gate)
            {
                _agent = offer.AgentId;
                tasks = [.. _waiting];
                _waiting.Clear();
            }

            foreach (var task in tasks)
                task.AgentId = offer.AgentId;
            driver.LaunchTasks([offer.Id], tasks);
        }
    }

    public override void StatusUpdate(ISchedulerDriver driver, TaskStatus status)
    {
        lock (_gate)
            _updates.Add(status);
    }

    public override void FrameworkMessage(ISchedulerDriver driver, ExecutorID executorId, AgentID agentId, byte[] data)
    {
        lock (_gate)
            _messages.Add((executorId.Value, Encoding.UTF8.GetString(data)));
    }

    public override void ExecutorLost(ISchedulerDriver driver, ExecutorID executorId, AgentID agentId, int status)
    {
        lock (_gate)
            _lost.Add((executorId.Value, status));
    }

    public async ValueTask DisposeAsync()
    {
        _driver.Stop();
        await _running;
    }

    private string Told(string id)
    {
        lock (_gate)
            return string.Join(", ", _updates.Where(update => update.TaskId.Value == id).Select(update => $"{update.State} {update.Message}"));
    }

    private async Task<T> WaitForAsync<T>(List<T> told, Func<T, bool> wanted, Func<string> otherwise)
    {
        T? found = default;
        await Http.UntilAsync(
            () =>
            {
                lock (_gate)
                {
                    var index = told.FindIndex(entry => wanted(entry));
                    found = index < 0 ? default : told[index];
                    return Task.FromResult(index >= 0);
                }
            },
            otherwise);
        return found!;
    }
}
