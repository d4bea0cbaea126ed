using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client.Schedulers;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.MinerBench.Places;

/// <summary>A framework of one task, launched on the first offer.</summary>
internal sealed class OneTaskScheduler(TaskInfo task) : Scheduler
{
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TaskStatus> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskID TaskId => task.TaskId;

    /// <summary>Faulted when the task ended before it ran.</summary>
    public Task Running => _running.Task;

    /// <summary>The last status.</summary>
    public Task<TaskStatus> Ended => _ended.Task;

    public override void ResourceOffers(ISchedulerDriver driver, IReadOnlyList<Offer> offers)
    {
        task.AgentId = offers[0].AgentId;
        driver.LaunchTasks([offers[0].Id], [task]);
        driver.SuppressOffers();
    }

    public override void StatusUpdate(ISchedulerDriver driver, TaskStatus status)
    {
        if (status.State is TaskState.TaskStaging or TaskState.TaskStarting)
            return;
        if (status.State == TaskState.TaskRunning)
        {
            _running.TrySetResult();
            return;
        }

        _running.TrySetException(new InvalidOperationException($"the worker's task did not run: {status}"));
        _ended.TrySetResult(status);
    }

    public override void Error(ISchedulerDriver driver, string message)
    {
        var fault = new InvalidOperationException($"the master refused the framework: {message}");
        _running.TrySetException(fault);
        _ended.TrySetException(fault);
    }
}
