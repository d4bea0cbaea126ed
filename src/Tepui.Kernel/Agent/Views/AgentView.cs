using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent.Draining;
using Tepui.Kernel.Agent.Link;
using Tepui.Kernel.Agent.Tasks;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Agent.Views;

/// <summary>What is shown of an agent, taken between two steps.</summary>
/// <param name="Total">What its flags say, with reservations and volumes applied.</param>
/// <param name="Operations">Under way, or not acknowledged.</param>
/// <param name="Frameworks">With a task that runs or whose last update waits for its acknowledgement.</param>
/// <param name="CompletedFrameworks">With none any more.</param>
public sealed record AgentView(
    AgentId? Id,
    AgentInfo Info,
    bool Registered,
    ResourceSet Total,
    DrainInProgress? Drain,
    IReadOnlyList<Operation> Operations,
    IReadOnlyList<FrameworkView> Frameworks,
    IReadOnlyList<FrameworkView> CompletedFrameworks,
    AgentCounters Counters)
{
    /// <summary>The master to follow, as far as it is known.</summary>
    public LeadingMaster? Leader { get; init; }

    /// <summary>All containers there are: of tasks and executors, nested and standalone ones.</summary>
    public required IReadOnlyList<ContainerView> Containers { get; init; }

    /// <summary>All tasks that are not over.</summary>
    public IEnumerable<TaskView> Tasks =>
        Frameworks.SelectMany(framework => framework.Tasks.Concat(framework.Executors.SelectMany(executor => executor.Tasks)));

    /// <summary>All custom executors about which not all is said.</summary>
    public IEnumerable<ExecutorView> Executors => Frameworks.SelectMany(framework => framework.Executors);

    internal static AgentView Of(AgentState agent)
    {
        var active = new List<FrameworkView>();
        var completed = new List<FrameworkView>();
        foreach (AgentFramework framework in agent.Frameworks)
        {
            FrameworkView view = FrameworkView.Of(agent, framework);
            if (view.Tasks.Count + view.Executors.Count > 0)
            {
                active.Add(view);
            }
            else if (view.Completed.Count + view.CompletedExecutors.Count > 0)
            {
                completed.Add(view);
            }
        }

        agent.Counters.PathRemovalsPending = agent.Garbage.Pending;
        agent.Counters.SandboxAllowedAge = agent.Garbage.AllowedAge;
        return new AgentView(
            agent.Id,
            agent.Config.Info,
            agent.Link.IsRegistered,
            agent.Operations.Total,
            agent.Drain,
            agent.Id is { } id ? [.. agent.Operations.All.Select(operation => operation.ToMessage(id))] : [],
            active,
            completed,
            agent.Counters.Copy())
        {
            Leader = agent.Link.Leader,
            Containers = ContainerView.All(agent),
        };
    }
}

/// <param name="Tasks">Its command tasks that are not over.</param>
/// <param name="Completed">Its command tasks that are over; the last ones.</param>
/// <param name="Executors">Its custom executors that are not over.</param>
/// <param name="CompletedExecutors">Its custom executors that are over; the last ones.</param>
public sealed record FrameworkView(
    FrameworkInfo Info,
    IReadOnlyList<TaskView> Tasks,
    IReadOnlyList<TaskView> Completed,
    IReadOnlyList<ExecutorView> Executors,
    IReadOnlyList<ExecutorView> CompletedExecutors)
{
    internal static FrameworkView Of(AgentState agent, AgentFramework framework) => new(
        framework.Info,
        [.. framework.Tasks.Where(IsShown).Select(task => TaskView.Of(agent, task))],
        [.. framework.Completed.Where(IsShown).Select(task => TaskView.Of(agent, task))],
        [.. framework.Ended.Concat(framework.Executors).Select(executor => ExecutorView.Of(agent, executor))],
        [.. framework.CompletedExecutors.Select(executor => ExecutorView.Of(agent, executor))]);

    private static bool IsShown(AgentTask task) => task is { Info: not null, Container.Value: not null, Executor: null };
}

/// <param name="Pid">Zero until it runs.</param>
/// <param name="Ended">Its command has ended; its last update may still wait for its acknowledgement.</param>
public sealed record TaskView(
    FrameworkId Framework,
    TaskInfo Info,
    Sandbox Sandbox,
    int Pid,
    bool Ended,
    TaskState State,
    IReadOnlyList<TaskStatus> Statuses)
{
    /// <summary>The task as a message: made afresh, its parts shared with <see cref="Info"/>.</summary>
    public Task Message
    {
        get
        {
            Task task = TaskMessage.Of(Framework, Info);
            task.State = State;
            task.Statuses.AddRange(Statuses);
            return task;
        }
    }

    /// <summary>What it holds, or held.</summary>
    public ResourceSet Resources => ResourceSet.From(Info.Resources);

    internal static TaskView Of(AgentState agent, AgentTask task) => new(
        task.Framework.Id,
        task.Info!,
        agent.SandboxOf(task),
        task.Pid,
        task.Phase == TaskPhase.Ended,
        task.State,
        [.. task.Statuses]);
}
