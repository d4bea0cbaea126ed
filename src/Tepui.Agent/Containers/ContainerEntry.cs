using System.Collections.Generic;
using System.Linq;
using Tepui.Agent.Endpoints;
using Tepui.Kernel;
using Tepui.Kernel.Agent.Views;

namespace Tepui.Agent.Containers;

/// <summary>A container that is shown, with what is known of it without asking for it.</summary>
/// <param name="Owner">Whose it is; null for one that is nested or standalone, of which Mesos says no more than its id.</param>
internal sealed record ContainerEntry(ContainerId Id, ContainerOwner? Owner)
{
    /// <summary>Executors' and command tasks' containers first, in the order of their frameworks.</summary>
    public static IReadOnlyList<ContainerEntry> List(AgentView view, bool nested = false, bool standalone = false)
    {
        var all = new List<ContainerEntry>();
        foreach (FrameworkView framework in view.Frameworks)
        {
            all.AddRange(framework.Tasks.Where(static task => !task.Ended).Select(static task => new ContainerEntry(
                task.Sandbox.Container,
                new ContainerOwner(
                    task.Framework, task.Sandbox.Executor, ExecutorJson.ExecutorName(task.Info), task.Sandbox.Executor.Value))));
            all.AddRange(framework.Executors.Where(static executor => executor.State != ExecutorState.Terminated)
                .Select(static executor => new ContainerEntry(
                    executor.Sandbox.Container,
                    new ContainerOwner(executor.Framework, executor.Sandbox.Executor, executor.Info.Name, executor.Info.Source))));
        }

        if (nested || standalone)
        {
            all.AddRange(view.Containers
                .Where(container => (nested && container.IsNested) || (standalone && container.IsStandalone))
                .Select(static container => new ContainerEntry(container.Id, null)));
        }

        return all;
    }
}

/// <param name="Name">Of the executor.</param>
internal sealed record ContainerOwner(FrameworkId Framework, ExecutorId Executor, string Name, string Source);
