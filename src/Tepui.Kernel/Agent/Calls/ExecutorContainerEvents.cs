using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Pods;
using Tepui.Kernel.Agent.Recovery;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>What becomes of the containers of custom executors.</summary>
internal static class ExecutorContainerEvents
{
    public static void Started(AgentState agent, AgentExecutor executor, ContainerStarted input)
    {
        if (executor.Started || !executor.IsLive)
        {
            return;
        }

        executor.Started = true;
        executor.Pid = input.Pid;
        executor.IpAddresses = input.IpAddresses;
        executor.Networks = input.Networks;
        agent.Append(CheckpointWriter.StartedRecord(executor));
        if (executor.Destroyed)
        {
            agent.Emit(new DestroyContainer(executor.Container));
        }

        if (executor.IsDefault)
        {
            PodLife.Started(agent, executor);
        }

        ContainerLife.ParentStarted(agent, executor.Container);
        if (executor.EarlyExit is { } exit)
        {
            Exited(agent, executor, exit);
        }
    }

    public static void Failed(AgentState agent, AgentExecutor executor, string reason)
    {
        if (executor is { IsLive: true, Started: false })
        {
            ExecutorEnd.LaunchFailed(agent, executor, reason);
        }
    }

    public static void Exited(AgentState agent, AgentExecutor executor, ContainerExited input)
    {
        if (executor is { IsLive: true, Started: false })
        {
            executor.EarlyExit = input;
            return;
        }

        if (executor.IsLive)
        {
            ExecutorEnd.Terminated(agent, executor, input);
        }

        agent.Emit(new ForgetContainer(input.Container));
    }
}
