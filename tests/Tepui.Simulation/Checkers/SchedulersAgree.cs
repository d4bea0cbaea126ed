using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Master.Views;
using Tepui.Simulation.Clusters;
using Tepui.Simulation.Frameworks;

namespace Tepui.Simulation.Checkers;

/// <summary>
/// Once all is at rest: of every framework one scheduler is with the leader, holds its tasks for what they are, and has acknowledged all.
/// </summary>
public sealed class SchedulersAgree(Cluster cluster, IReadOnlyList<FrameworkGroup> groups) : Checker
{
    public override string Rule => "in the end a scheduler knows its tasks and has been told all of them";

    public override string? Unsettled()
    {
        if (cluster.Leader?.Machine?.TakeView() is not { Leads: true } view)
        {
            return "nobody leads";
        }

        return groups.Select(group => OfGroup(group, view)).FirstOrDefault(fault => fault is not null);
    }

    private static string? OfGroup(FrameworkGroup group, MasterView view)
    {
        var subscribed = group.Schedulers.Where(scheduler => scheduler.Driver is { IsSubscribed: true }).ToList();
        if (subscribed is not [{ Program: WorkloadProgram program } scheduler])
        {
            return subscribed.Count == 1 ? null : $"{group.Name} has {subscribed.Count} schedulers subscribed";
        }

        if (view.Frameworks.FirstOrDefault(known => known.Id.Value == scheduler.Driver!.FrameworkId?.Value) is not { Connected: true } framework)
        {
            return $"the leader does not know {scheduler.Name} as connected";
        }

        var believed = program.Tasks.ToDictionary(task => task.Key, task => task.Value);
        foreach (var task in framework.Tasks.Where(task => !IsOver(task.State)))
        {
            if (!believed.Remove(task.Id.Value, out var known))
            {
                return $"{scheduler.Name} does not know its task {task.Id}, which is {task.State} on {task.Agent}";
            }

            if (known.State != task.State)
            {
                return $"{scheduler.Name} holds its task {task.Id} for {known.State}, and it is {task.State} on {task.Agent}";
            }
        }

        if (framework.Tasks.FirstOrDefault(task => IsOver(task.State)) is { Image: not null } ended)
        {
            return $"task {ended.Id} of {scheduler.Name} is {ended.State}, and its last update is not acknowledged";
        }

        var left = believed.FirstOrDefault(task => !IsAway(task.Value, view));
        return left.Key is null ? null : $"{scheduler.Name} holds its task {left.Key} for alive, and the leader has none such";
    }

    /// <summary>Whether its agent never came back, or came back as another: all that a master can ever say is that it is unreachable.</summary>
    private static bool IsAway(KnownTask task, MasterView view) =>
        task is { State: TaskState.TaskUnreachable, Agent: { } agent } && view.UnreachableAgents.ContainsKey(agent);

    private static bool IsOver(TaskState state) => state is
        TaskState.TaskFinished or TaskState.TaskFailed or TaskState.TaskKilled or TaskState.TaskError or TaskState.TaskLost
        or TaskState.TaskDropped or TaskState.TaskGone or TaskState.TaskGoneByOperator;
}
