using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Calls;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Recovery;

/// <summary>Reads what the log tells of custom executors and their tasks.</summary>
internal static class ExecutorRecords
{
    public static void Accepted(AgentState agent, AgentCheckpoint.Types.ExecutorAccepted accepted)
    {
        AgentFramework framework = agent.Admit(
            new FrameworkId(accepted.FrameworkId.Value), ReconcileCall.Unknown(accepted.FrameworkId));
        var executor = new AgentExecutor(framework, accepted.Executor, new ContainerId(accepted.ContainerId))
        {
            EverSentTask = accepted.EverSentTask,
        };
        if (agent.FindExecutor(executor.Container) is not null)
        {
            return;
        }

        if (accepted.Terminated)
        {
            agent.AddEnded(executor);
        }
        else if (framework.Find(executor.Id) is null)
        {
            agent.Add(executor);
        }
    }

    public static void Started(AgentState agent, AgentCheckpoint.Types.ExecutorStarted started)
    {
        if (agent.FindExecutor(new ContainerId(started.ContainerId)) is { } executor)
        {
            executor.Started = true;
            executor.Pid = started.Pid;
            executor.IpAddresses = [.. started.IpAddresses];
            executor.Networks = [.. started.Networks];
        }
    }

    public static void ShutDown(AgentState agent, AgentCheckpoint.Types.ExecutorShutDown record)
    {
        if (agent.FindExecutor(new ContainerId(record.ContainerId)) is { IsLive: true } executor)
        {
            executor.Phase = ExecutorPhase.Terminating;
            executor.Shutdown = CheckpointReader.KillInProgress(record.RequestedUnixNanoseconds, record.GracePeriodNanoseconds);
        }
    }

    public static void Terminated(AgentState agent, ContainerId container)
    {
        if (agent.FindExecutor(container) is { IsLive: true } executor)
        {
            executor.Phase = ExecutorPhase.Terminated;
            agent.End(executor);
        }
    }

    public static void Delivered(AgentTask? task)
    {
        if (task is { Executor: { } executor, Phase: TaskPhase.Launching })
        {
            task.Phase = TaskPhase.Running;
            executor.EverSentTask = true;
        }
    }

    public static void Seen(AgentTask? task, AgentCheckpoint.Types.UpdatesSeen seen)
    {
        foreach (Google.Protobuf.ByteString uuid in seen.Uuids)
        {
            task?.Updates.Remember(uuid);
        }
    }
}
