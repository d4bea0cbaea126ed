using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Views;

/// <summary>A container that runs or is being started or destroyed.</summary>
/// <param name="Framework">Null for a standalone one and what is nested in it.</param>
/// <param name="Executor">Of a command task, the task's id.</param>
/// <param name="IsStandalone">It is no executor's and nested in none.</param>
/// <param name="Pid">Zero until it runs.</param>
public sealed record ContainerView(
    ContainerId Id, FrameworkId? Framework, ExecutorId? Executor, bool IsStandalone, int Pid, Sandbox Sandbox)
{
    public bool IsNested => ContainerIds.IsNested(Id);

    /// <summary>It is an executor's, or a command task's.</summary>
    public bool IsExecutor => !IsNested && !IsStandalone;

    internal static IReadOnlyList<ContainerView> All(AgentState agent)
    {
        var all = new List<ContainerView>();
        var owners = new Dictionary<ContainerId, (FrameworkId Framework, ExecutorId Executor)>();
        foreach (AgentExecutor executor in agent.Executors)
        {
            owners[executor.Container] = (executor.Framework.Id, executor.Id);
            all.Add(new ContainerView(
                executor.Container,
                executor.Framework.Id,
                executor.Id,
                IsStandalone: false,
                executor.Pid,
                Volumes.VolumeMounts.SandboxOf(agent, executor)));
        }

        foreach (AgentTask task in agent.Tasks)
        {
            if (task is { HasOwnContainer: true, Container.Value: not null, Phase: not TaskPhase.Ended })
            {
                var id = task.Executor?.Id ?? new ExecutorId(task.Id.Value);
                owners[task.Container] = (task.Framework.Id, id);
                all.Add(new ContainerView(task.Container, task.Framework.Id, id, IsStandalone: false, task.Pid, agent.SandboxOf(task)));
            }
        }

        foreach (AgentContainer container in agent.Containers.All.Where(container => container.IsLive))
        {
            if (ContainerPlace.Find(agent, container.Id) is { } place)
            {
                (FrameworkId, ExecutorId)? owner = owners.TryGetValue(ContainerIds.RootOf(container.Id), out var known) ? known : null;
                all.Add(new ContainerView(
                    container.Id, owner?.Item1, owner?.Item2, container.Parent is null, container.Pid, place.Sandbox));
            }
        }

        return all;
    }
}
