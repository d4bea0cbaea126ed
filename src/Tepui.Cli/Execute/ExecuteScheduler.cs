using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client.Schedulers;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Cli.Execute;

/// <summary>A framework of one task or one task group: launches it on the first offer that holds it, and waits for its end.</summary>
internal sealed class ExecuteScheduler(ExecuteWork work, TextWriter progress, OfferWait wait) : Scheduler
{
    private readonly Dictionary<string, TaskStatus> _ends = [];
    private readonly TaskCompletionSource<Offer> _launched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TaskStatus> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FrameworkID? FrameworkId { get; private set; }

    /// <summary>The offer that the task was launched on.</summary>
    public Task<Offer> Launched => _launched.Task;

    /// <summary>The last status; of a group, that of the first that did not finish well, or of the last.</summary>
    public Task<TaskStatus> Ended => _ended.Task;

    public override void Registered(ISchedulerDriver driver, FrameworkID frameworkId, MasterInfo master)
    {
        FrameworkId = frameworkId;
        wait.Subscribed();
        progress.WriteLine($"Subscribed with ID {frameworkId.Value}");
    }

    public override void Reregistered(ISchedulerDriver driver, MasterInfo master) => wait.Subscribed();

    public override void MasterUnreachable(ISchedulerDriver driver, string reason, TimeSpan retryAfter) => wait.Unreachable(reason);

    public override void AgentLost(ISchedulerDriver driver, AgentID agentId) => wait.AgentLost(agentId);

    public override void ResourceOffers(ISchedulerDriver driver, IReadOnlyList<Offer> offers)
    {
        foreach (var offer in offers)
        {
            var fits = OfferShortfall.Usable(offer).Contains(work.Needed);
            if (!fits)
                wait.TooSmall(offer);
            if (_launched.Task.IsCompleted || !fits)
            {
                driver.DeclineOffer(offer.Id);
                continue;
            }

            wait.End();
            work.Launch(driver, offer);
            driver.SuppressOffers();
            progress.WriteLine($"Submitted {work.Names} to agent '{offer.AgentId.Value}'");
            _launched.SetResult(offer);
        }
    }

    public override void StatusUpdate(ISchedulerDriver driver, TaskStatus status)
    {
        var why = status.HasMessage ? $": {status.Message}" : "";
        progress.WriteLine($"Received status update {StateName.Of(status.State)} for task '{status.TaskId.Value}'{why}");
        if (StateName.IsTerminal(status.State) && _ends.TryAdd(status.TaskId.Value, status) && _ends.Count == work.Tasks.Count)
            _ended.TrySetResult(_ends.Values.FirstOrDefault(end => end.State != TaskState.TaskFinished) ?? status);
    }

    public override void Error(ISchedulerDriver driver, string message) =>
        _ended.TrySetException(new Client.MesosException($"the master refused the framework: {message}"));
}
