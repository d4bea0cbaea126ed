using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client.Schedulers;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>A framework on the SDK, as a user would write it: launches what a test asks for on the first offer, and keeps every update.</summary>
public sealed class TestFramework : Scheduler, IAsyncDisposable
{
    private readonly object _gate = new();
    private readonly Queue<TaskInfo> _waiting = [];
    private readonly Queue<(ExecutorInfo Executor, TaskInfo[] Tasks)> _groups = [];
    private readonly List<TaskStatus> _updates = [];
    private readonly SchedulerDriver _driver;
    private Task _running = Task.CompletedTask;
    private int _offers;

    private TestFramework(string master, FrameworkInfo.Types.Capability.Types.Type[] capabilities)
    {
        var framework = new FrameworkInfo { User = System.Environment.UserName, Name = "test", FailoverTimeout = 600 };
        framework.Capabilities.AddRange(capabilities.Select(type => new FrameworkInfo.Types.Capability { Type = type }));
        _driver = new SchedulerDriver(this, framework, new SchedulerDriverOptions { Masters = [master] });
    }

    public static TestFramework Start(string master, params FrameworkInfo.Types.Capability.Types.Type[] capabilities)
    {
        var framework = new TestFramework(master, capabilities);
        framework._running = framework._driver.RunAsync();
        return framework;
    }

    public void Launch(string id, string command) =>
        Launch(new TaskInfo { Name = id, TaskId = new TaskID { Value = id }, Command = new CommandInfo { Value = command } });

    /// <summary>Launches it with a tenth of a cpu and 32 MB.</summary>
    public void Launch(TaskInfo task)
    {
        task.Resources.Add(Scalar("cpus", 0.1));
        task.Resources.Add(Scalar("mem", 32));
        lock (_gate)
            _waiting.Enqueue(task);
        _driver.ReviveOffers();
    }

    /// <summary>Launches a group in a default executor, each task with a tenth of a cpu and 32 MB.</summary>
    public void LaunchGroup(string executor, params TaskInfo[] tasks)
    {
        foreach (var task in tasks)
        {
            task.Resources.Add(Scalar("cpus", 0.1));
            task.Resources.Add(Scalar("mem", 32));
        }

        var info = new ExecutorInfo
        {
            Type = ExecutorInfo.Types.Type.Default,
            ExecutorId = new ExecutorID { Value = executor },
            Resources = { Scalar("cpus", 0.1), Scalar("mem", 32), Scalar("disk", 32) },
        };
        lock (_gate)
            _groups.Enqueue((info, tasks));
        _driver.ReviveOffers();
    }

    /// <summary>The states a task was reported in, updates with a uuid only: what the agent said, not what was asked of the master.</summary>
    public IReadOnlyList<TaskState> Updates(string id)
    {
        lock (_gate)
            return [.. _updates.Where(update => update.TaskId.Value == id && update.HasUuid).Select(update => update.State).Distinct()];
    }

    public Task<TaskStatus> WaitForAsync(string id, TaskState state) => WaitForAsync(id, state, static _ => true);

    public async Task<TaskStatus> WaitForAsync(string id, TaskState state, Func<TaskStatus, bool> wanted)
    {
        TaskStatus? found = null;
        await Http.UntilAsync(
            () => Task.FromResult((found = Last(update => update.TaskId.Value == id && update.State == state && wanted(update))) is not null),
            () => $"{id} did not come to {state}: {string.Join(", ", Updates(id))}");
        return found!;
    }

    /// <summary>Waits until offers come again: an agent is there.</summary>
    public Task WaitForAgentAsync()
    {
        int before;
        lock (_gate)
            before = _offers;
        _driver.ReviveOffers();
        return Http.UntilAsync(
            () =>
            {
                lock (_gate)
                {
                    if (_offers > before)
                        return Task.FromResult(true);
                }

                _driver.ReviveOffers();
                return Task.FromResult(false);
            },
            () => "no offer came");
    }

    /// <summary>What the master says of a task when asked.</summary>
    public async Task<TaskStatus> ReconcileAsync(string id)
    {
        TaskStatus? found = null;
        _driver.ReconcileTasks([new TaskStatus { TaskId = new TaskID { Value = id }, State = TaskState.TaskRunning }]);
        await Http.UntilAsync(
            () => Task.FromResult((found = Last(update =>
                update.TaskId.Value == id && update.Reason == TaskStatus.Types.Reason.Reconciliation)) is not null),
            () => $"no answer about {id}");
        return found!;
    }

    public override void ResourceOffers(ISchedulerDriver driver, IReadOnlyList<Offer> offers)
    {
        foreach (var offer in offers)
        {
            List<TaskInfo> tasks;
            (ExecutorInfo Executor, TaskInfo[] Tasks) group;
            bool grouped;
            lock (_gate)
            {
                _offers++;
                grouped = _groups.TryDequeue(out group);
                tasks = grouped ? [] : [.. _waiting];
                if (!grouped)
                    _waiting.Clear();
            }

            if (grouped)
            {
                group.Executor.FrameworkId = offer.FrameworkId;
                foreach (var task in group.Tasks)
                    task.AgentId = offer.AgentId;
                driver.AcceptOffers([offer.Id], [OfferOperations.LaunchGroup(group.Executor, group.Tasks)]);
                continue;
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

    public async ValueTask DisposeAsync()
    {
        _driver.Stop();
        await _running;
    }

    private TaskStatus? Last(Func<TaskStatus, bool> wanted)
    {
        lock (_gate)
            return _updates.LastOrDefault(wanted);
    }

    private static Resource Scalar(string name, double value) =>
        new() { Name = name, Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = value } };
}
