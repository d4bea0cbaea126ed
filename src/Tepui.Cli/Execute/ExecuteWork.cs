using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Client.Schedulers;
using Tepui.Kernel.Resources;

namespace Tepui.Cli.Execute;

/// <summary>What <c>tepui execute</c> is to run: a task, or a group of them in a default executor.</summary>
/// <param name="Executor">Null for a task alone.</param>
/// <param name="Needed">What an offer must hold.</param>
internal sealed record ExecuteWork(IReadOnlyList<TaskInfo> Tasks, ExecutorInfo? Executor, ResourceSet Needed)
{
    /// <summary>As mesos-execute calls it.</summary>
    private const string GroupExecutor = "default-executor";

    public static ExecuteWork Of(TaskInfo task, ResourceSet needed)
    {
        needed.CopyTo(task.Resources, ReservationFormat.Unrefined);
        return new ExecuteWork([task], null, needed);
    }

    /// <summary>The executor gets what mesos-execute gives it.</summary>
    public static ExecuteWork Of(TaskGroupInfo group)
    {
        var own = ResourceText.Parse("cpus:0.1;mem:32;disk:32", [])!;
        var executor = new ExecutorInfo
        {
            Type = ExecutorInfo.Types.Type.Default,
            ExecutorId = new ExecutorID { Value = GroupExecutor },
        };
        own.CopyTo(executor.Resources, ReservationFormat.Unrefined);
        return new ExecuteWork(
            group.Tasks, executor, group.Tasks.Aggregate(own, (sum, task) => sum + ResourceSet.From(task.Resources)));
    }

    public void Launch(ISchedulerDriver driver, Offer offer)
    {
        foreach (var task in Tasks)
            task.AgentId = offer.AgentId;
        if (Executor is null)
        {
            driver.LaunchTasks([offer.Id], Tasks);
            return;
        }

        Executor.FrameworkId = offer.FrameworkId;
        driver.AcceptOffers([offer.Id], [OfferOperations.LaunchGroup(Executor, Tasks)]);
    }

    /// <summary>As users are told it.</summary>
    public string Names => Executor is null
        ? $"task '{Tasks[0].TaskId.Value}'"
        : $"task group with tasks {string.Join(", ", Tasks.Select(task => $"'{task.TaskId.Value}'"))}";
}
