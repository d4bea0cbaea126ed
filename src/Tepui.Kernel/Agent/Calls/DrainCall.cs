using System;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Draining;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>
/// The agent is to give up all its tasks (src/slave/slave.cpp, drain): they are killed, their ends bear REASON_AGENT_DRAINING, and
/// nothing is launched until nothing is left and every update acknowledged.
/// </summary>
internal static class DrainCall
{
    private const int NanosecondsPerTick = 100;

    public static void Apply(AgentState agent, DrainConfig config)
    {
        if (agent.Stopping is not null || IsDone(agent))
        {
            return;
        }

        agent.Drain = new DrainInProgress(config, agent.Now);
        agent.Append(Record(agent.Drain));
        agent.Tell(new AgentNotice.DrainBegun(agent.Tasks.Count(task => task.Phase != TaskPhase.Ended)));
        KillAll(agent, agent.Drain.Config);
    }

    /// <summary>Kills what runs, after a restart once more.</summary>
    public static void KillAll(AgentState agent, DrainConfig config)
    {
        foreach (AgentTask task in agent.Tasks.ToList())
        {
            if (task.Phase == TaskPhase.Ended || task.Framework.ShuttingDown)
            {
                continue;
            }

            var kill = new KillTask
            {
                FrameworkId = new FrameworkID { Value = task.Framework.Id.Value },
                TaskId = new TaskID { Value = task.Id.Value },
            };
            if (Policy(config, task.Info?.KillPolicy) is { } policy)
            {
                kill.KillPolicy = policy;
            }

            KillTaskCall.Apply(agent, kill);
        }
    }

    /// <summary>At the end of each step: the drain is over when nothing is left to be told.</summary>
    public static void EndWhenDone(AgentState agent)
    {
        if (agent.Drain is not null && IsDone(agent))
        {
            agent.Drain = null;
            agent.Append(new AgentCheckpoint { Drain = new AgentCheckpoint.Types.Drain() });
            agent.Tell(new AgentNotice.DrainEnded());
        }
    }

    /// <summary>
    /// What is told of a task that ends while the agent drains: that it went for this reason, and gone for good where the agent
    /// is not to come back.
    /// </summary>
    public static void Explain(AgentState agent, AgentTask task, TaskStatus status)
    {
        if (agent.Drain is not { } drain || status.State is not (TaskState.TaskKilling or TaskState.TaskKilled))
        {
            return;
        }

        status.Reason = TaskStatus.Types.Reason.AgentDraining;
        if (drain.Config.MarkGone
            && status.State == TaskState.TaskKilled
            && task.Framework.Has(FrameworkInfo.Types.Capability.Types.Type.PartitionAware))
        {
            status.State = TaskState.TaskGoneByOperator;
        }
    }

    public static AgentCheckpoint Record(DrainInProgress drain) => new()
    {
        Drain = new AgentCheckpoint.Types.Drain
        {
            Config = drain.Config,
            StartedUnixNanoseconds = (drain.Started - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick,
        },
    };

    public static DrainInProgress? Of(AgentCheckpoint.Types.Drain record) => record.Config is not { } config
        ? null
        : new DrainInProgress(config, DateTimeOffset.UnixEpoch.AddTicks(record.StartedUnixNanoseconds / NanosecondsPerTick));

    private static bool IsDone(AgentState agent) => agent.Operations.IsIdle && agent.Frameworks.All(framework => framework.IsIdle);

    /// <summary>The drain's longest grace period, for a task that has more or says nothing.</summary>
    private static KillPolicy? Policy(DrainConfig config, KillPolicy? own) =>
        config.MaxGracePeriod is { } longest && (own?.GracePeriod is not { } period || longest.Nanoseconds < period.Nanoseconds)
            ? new KillPolicy { GracePeriod = longest }
            : null;
}
