using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Agent.Views;

/// <summary>How far a custom executor has come, in Mesos's words.</summary>
public enum ExecutorState
{
    Registering,
    Running,
    Terminating,
    Terminated,
}

/// <summary>A custom executor with its tasks. A command task is its own executor and has no such view.</summary>
/// <param name="Pid">Zero until it runs.</param>
/// <param name="Queued">Not sent to it yet.</param>
/// <param name="Launched">Sent to it, and not ended.</param>
/// <param name="Ended">Their last updates wait for their acknowledgements.</param>
/// <param name="Completed">Over; the last ones.</param>
public sealed record ExecutorView(
    FrameworkId Framework,
    ExecutorInfo Info,
    Sandbox Sandbox,
    int Pid,
    ExecutorState State,
    IReadOnlyList<TaskView> Queued,
    IReadOnlyList<TaskView> Launched,
    IReadOnlyList<TaskView> Ended,
    IReadOnlyList<TaskView> Completed)
{
    /// <summary>All that are not over.</summary>
    public IEnumerable<TaskView> Tasks => Queued.Concat(Launched).Concat(Ended);

    /// <summary>What it holds with its tasks; nothing once it is gone.</summary>
    public ResourceSet Allocated => State == ExecutorState.Terminated
        ? ResourceSet.Empty
        : Queued.Concat(Launched).Aggregate(ResourceSet.From(Info.Resources), (sum, task) => sum + task.Resources);

    internal static ExecutorView Of(AgentState agent, AgentExecutor executor) => new(
        executor.Framework.Id,
        executor.Info,
        Sandbox.For(agent.Config.WorkDirectory, agent.KnownId, executor.Framework.Id, executor.Id, executor.Container),
        executor.Pid,
        (ExecutorState)executor.Phase,
        Of(agent, executor.Tasks, task => task.IsQueued),
        Of(agent, executor.Tasks, task => task.Phase != TaskPhase.Ended && !task.IsQueued),
        Of(agent, executor.Tasks, task => task.Phase == TaskPhase.Ended),
        [.. executor.Completed.Select(task => TaskView.Of(agent, task))]);

    private static TaskView[] Of(AgentState agent, IEnumerable<AgentTask> tasks, Func<AgentTask, bool> which) =>
        [.. tasks.Where(which).Select(task => TaskView.Of(agent, task))];
}
