using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Client.Schedulers;

namespace Tepui.Simulation.Frameworks;

/// <summary>
/// A scheduler that launches, kills, declines, reserves, asks, falls silent and ends as chance has it, writes down what it launches, and
/// believes what it is told.
/// </summary>
internal sealed class WorkloadScheduler(SimulatedFramework process, WorkloadTraits traits, FrameworkDisk disk, Random random) : Scheduler
{
    private readonly SortedDictionary<string, KnownTask> _tasks = disk.Tasks;
    private readonly WorkloadOffers _offers = new(traits, disk, random);
    private bool _rests;

    /// <summary>What it was told of its tasks last, those that are over left out.</summary>
    public IEnumerable<KeyValuePair<string, KnownTask>> Tasks => _tasks;

    public void Begin(ISchedulerDriver driver) => Later(driver);

    public void Rest() => _rests = true;

    public override void Registered(ISchedulerDriver driver, FrameworkID frameworkId, MasterInfo master)
    {
        if (disk.FrameworkId is { } other && other != frameworkId.Value)
        {
            // The standby was quicker to begin anew: there is to be one framework.
            driver.Stop(failover: false);
            process.Ends("there is another scheduler of the framework already");
            return;
        }

        if (disk.FrameworkId is null)
        {
            disk.Tasks.Clear();
        }

        disk.FrameworkId = frameworkId.Value;
        Reconcile(driver);
    }

    public override void Reregistered(ISchedulerDriver driver, MasterInfo master) => Reconcile(driver);

    public override void ResourceOffers(ISchedulerDriver driver, IReadOnlyList<Offer> offers)
    {
        foreach (var offer in offers)
        {
            int room = traits.MostTasks - _tasks.Count;
            if (_rests || room <= 0 || random.Next(2) == 0)
            {
                driver.DeclineOffer(offer.Id, Refusal());
                continue;
            }

            var operations = _offers.Use(offer, room, disk.FrameworkId!, task =>
                _tasks[task.TaskId.Value] = new KnownTask(TaskState.TaskStaging, offer.AgentId.Value, process.World.Elapsed));
            driver.AcceptOffers([offer.Id], operations, Refusal());
        }
    }

    public override void StatusUpdate(ISchedulerDriver driver, TaskStatus status)
    {
        if (IsOver(status.State))
        {
            _tasks.Remove(status.TaskId.Value);
        }
        else
        {
            _tasks[status.TaskId.Value] = new KnownTask(status.State, status.AgentId?.Value, process.World.Elapsed);
        }
    }

    public override void CallRefused(ISchedulerDriver driver, Mesos.V1.Scheduler.Call call, string reason) =>
        process.World.Tell(process.Name, "is refused a call:", $"{EventText.Of(call)}: {reason}");

    private static bool IsOver(TaskState state) => state is
        TaskState.TaskFinished or TaskState.TaskFailed or TaskState.TaskKilled or TaskState.TaskError or TaskState.TaskLost
        or TaskState.TaskDropped or TaskState.TaskGone or TaskState.TaskGoneByOperator or TaskState.TaskUnknown;

    private void Later(ISchedulerDriver driver) => process.After(TimeSpan.FromSeconds(2 + (40 * random.NextDouble())), () =>
    {
        Wander(driver);
        Later(driver);
    });

    private void Wander(ISchedulerDriver driver)
    {
        if (_rests)
        {
            Reconcile(driver);
            return;
        }

        switch (random.Next(200))
        {
            case < 90 when _tasks.Count > 0:
                var (id, task) = _tasks.ElementAt(random.Next(_tasks.Count));
                driver.KillTask(
                    new TaskID { Value = id },
                    task.Agent is null || random.Next(3) == 0 ? null : new AgentID { Value = task.Agent });
                break;
            case < 130:
                Reconcile(driver);
                break;
            case < 150:
                driver.SuppressOffers(SomeRoles());
                break;
            case < 197:
                driver.ReviveOffers(SomeRoles());
                break;
            case 199 when process.Driver is { IsSubscribed: true }:
                // Goes for good, and comes back as a new framework.
                driver.Stop(failover: false);
                disk.FrameworkId = null;
                process.Ends("torn down");
                break;
        }
    }

    /// <summary>
    /// By name too, for a task that no master knows is named by nobody; but not of one just launched, whose launch may still be on
    /// its way.
    /// </summary>
    private void Reconcile(ISchedulerDriver driver)
    {
        var named = _tasks
            .Where(task => process.World.Elapsed - task.Value.Since > TimeSpan.FromSeconds(10))
            .Select(task => new TaskStatus
            {
                TaskId = new TaskID { Value = task.Key },
                AgentId = task.Value.Agent is { } agent ? new AgentID { Value = agent } : null,
                State = task.Value.State,
            })
            .ToList();
        if (named.Count > 0)
        {
            driver.ReconcileTasks(named);
        }

        driver.ReconcileTasks([]);
    }

    private string[] SomeRoles() => random.Next(2) == 0 ? [] : [traits.Roles[random.Next(traits.Roles.Count)]];

    private Filters? Refusal() => random.Next(3) == 0 ? null : new Filters { RefuseSeconds = random.Next(1, 60) };
}
