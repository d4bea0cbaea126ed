using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>An executor, a framework or the whole agent is to end, with all that runs for it.</summary>
internal static class ShutdownCalls
{
    /// <summary>A command task's executor has the task's id: to shut it down is to kill the task.</summary>
    public static void Executor(AgentState agent, FrameworkId frameworkId, ExecutorId executor)
    {
        if (agent.Find(frameworkId) is { ShuttingDown: false } framework && framework.Find(executor) is { } custom)
        {
            ExecutorEnd.ShutDown(agent, custom, "its framework asks for it");
            return;
        }

        AgentTask? task = agent.Find(frameworkId)?.Find(new TaskId(executor.Value));
        if (task is null or { Executor: not null } || task.Phase == TaskPhase.Ended || task.Framework.ShuttingDown)
        {
            agent.Tell(new AgentNotice.KillIgnored(frameworkId, new TaskId(executor.Value), "no such executor runs here"));
            return;
        }

        KillTaskCall.Kill(agent, task, agent.Config.ExecutorShutdownGracePeriod);
    }

    public static void Framework(AgentState agent, FrameworkId id)
    {
        AgentFramework? framework = agent.Find(id);
        if (framework is null || framework.ShuttingDown)
        {
            return;
        }

        agent.Tell(new AgentNotice.FrameworkShutDown(id));
        agent.Append(new AgentCheckpoint { FrameworkShutDown = new FrameworkID { Value = id.Value } });
        framework.ShuttingDown = true;
        List<AgentTask> tasks = [.. framework.Tasks];
        foreach (AgentTask task in tasks)
        {
            if (task.Phase == TaskPhase.Ended)
            {
                agent.Complete(task);
            }
            else if (task.Executor is null)
            {
                KillTaskCall.Kill(agent, task, agent.Config.ExecutorShutdownGracePeriod);
            }
        }

        foreach (AgentExecutor executor in framework.Executors.ToList())
        {
            ExecutorEnd.ShutDown(agent, executor, "its framework is being shut down");
        }
    }

    /// <summary>The whole agent ends, and will come back, if ever, as another one.</summary>
    public static void Agent(AgentState agent, string reason, bool failed)
    {
        if (agent.Stopping is not null)
        {
            return;
        }

        agent.Tell(new AgentNotice.ShuttingDown(reason));
        agent.Stopping = new Stop(reason, failed);
        foreach (AgentFramework framework in agent.Frameworks.ToList())
        {
            Framework(agent, framework.Id);
        }

        foreach (AgentContainer container in agent.Containers.All.Where(container => container.Parent is null).ToList())
        {
            ContainerLife.Destroy(agent, container);
        }

        agent.Append(new AgentCheckpoint { Identity = new AgentCheckpoint.Types.Identity() });
        agent.Operations.Forget();
        agent.Link.GiveUp(reason);
        StopWhenIdle(agent);
    }

    /// <summary>Takes leave of the master first.</summary>
    public static void Operator(AgentState agent, string reason)
    {
        if (agent.Id is { } id && agent.Link.IsRegistered)
        {
            agent.Link.Send(new AgentLinkFrame { UnregisterAgent = new UnregisterAgent { AgentId = new AgentID { Value = id.Value } } });
        }

        Agent(agent, reason, failed: false);
    }

    public static void StopWhenIdle(AgentState agent)
    {
        if (agent.Stopping is { } stop
            && !agent.Stopped
            && !agent.Tasks.Any()
            && !agent.Executors.Any()
            && !agent.Containers.AnyLive
            && agent.Operations.All.All(operation => operation.Status is not null))
        {
            agent.Stopped = true;
            agent.Emit(stop);
        }
    }
}
