using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Agent.Calls;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;
using Tepui.Kernel.Agent.Volumes;

namespace Tepui.Kernel.Agent.Containers;

/// <summary>How far a container is that another one may be nested in.</summary>
internal enum PlaceState
{
    Starting,
    Running,

    /// <summary>It is being destroyed.</summary>
    Ending,

    Ended,
}

/// <summary>A container of any kind, as those that are nested in it see it.</summary>
/// <param name="User">Whom it runs as; null for the agent's own user.</param>
internal sealed record ContainerPlace(
    Sandbox Sandbox, string? User, PlaceState State, bool IsDocker, IReadOnlyList<KeyValuePair<string, string>> Environment)
{
    public static ContainerPlace? Find(AgentState agent, ContainerId id)
    {
        if (agent.Find(id) is { } task)
        {
            return Of(agent, task);
        }

        if (agent.FindExecutor(id) is { } executor)
        {
            return Of(agent, executor);
        }

        return agent.Containers.Find(id) is { Asked: not null } container ? Of(agent, container) : null;
    }

    private static ContainerPlace Of(AgentState agent, AgentTask task)
    {
        FrameworkInfo framework = task.Framework.Info;
        Sandbox sandbox = agent.SandboxOf(task);
        PlaceState state = task.Phase switch
        {
            TaskPhase.Launching => PlaceState.Starting,
            TaskPhase.Running => task.Destroyed ? PlaceState.Ending : PlaceState.Running,
            _ => PlaceState.Ended,
        };
        return new ContainerPlace(
            sandbox,
            RunTaskCall.UserOf(agent.Config, framework, task.Info!.Command),
            state,
            task.IsDocker,
            task.IsInPod
                ? NestedEnvironment.For(agent.Config, task.Info, sandbox)
                : CommandEnvironment.For(agent.Config, framework, task.Info, agent.KnownId, sandbox));
    }

    private static ContainerPlace Of(AgentState agent, AgentExecutor executor)
    {
        FrameworkInfo framework = executor.Framework.Info;
        Sandbox sandbox = VolumeMounts.SandboxOf(agent, executor);
        CommandInfo command = executor.Command(framework);
        PlaceState state = !executor.IsLive ? PlaceState.Ended
            : executor.Destroyed ? PlaceState.Ending
            : executor.Started ? PlaceState.Running
            : PlaceState.Starting;
        return new ContainerPlace(
            sandbox,
            RunTaskCall.UserOf(agent.Config, framework, command),
            state,
            DockerCommand.IsDocker(executor.Info.Container),
            ExecutorEnvironment.For(
                agent.Config, framework, executor.Info, command, agent.KnownId, sandbox, Variables.RoleOf(executor.Info.Resources)));
    }

    private static ContainerPlace? Of(AgentState agent, AgentContainer container)
    {
        CommandInfo command = container.Asked!.Command ?? new CommandInfo();
        ContainerPlace? parent = null;
        if (container.Parent is { } id && (parent = Find(agent, id)) is null)
        {
            return null;
        }

        Sandbox sandbox = parent is null
            ? Sandbox.Standalone(agent.Config.WorkDirectory, container.Id)
            : parent.Sandbox.Nested(container.Id);
        string? user = agent.Config.SwitchUser && command.HasUser && command.User.Length > 0 ? command.User : parent?.User;
        PlaceState state = container.Phase switch
        {
            ContainerPhase.Waiting or ContainerPhase.Launching => container.Destroyed ? PlaceState.Ending : PlaceState.Starting,
            ContainerPhase.Running => container.Destroyed ? PlaceState.Ending : PlaceState.Running,
            _ => PlaceState.Ended,
        };
        return new ContainerPlace(
            sandbox,
            user,
            state,
            IsDocker: false,
            container.IsDebug
                ? NestedEnvironment.Inherited(parent!.Environment, command)
                : NestedEnvironment.For(agent.Config, command, sandbox));
    }
}
