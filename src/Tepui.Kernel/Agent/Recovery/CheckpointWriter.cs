using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Recovery;

/// <summary>Writes an agent's state as the shortest log that leads to it.</summary>
internal static class CheckpointWriter
{
    private const int NanosecondsPerTick = 100;

    public static IReadOnlyList<AgentCheckpoint> Write(AgentState agent)
    {
        var records = new List<AgentCheckpoint>
        {
            new() { Boot = new AgentCheckpoint.Types.Boot { BootId = agent.BootId } },
        };
        if (agent.Id is { } id && agent.Stopping is null)
        {
            records.Add(new AgentCheckpoint
            {
                Identity = new AgentCheckpoint.Types.Identity { AgentId = new AgentID { Value = id.Value } },
            });
        }

        foreach (AgentFramework framework in agent.Frameworks)
        {
            // Without its tasks' records the containers of a framework that is being shut down are orphans, and destroyed.
            if (framework.Count == 0 || framework.ShuttingDown)
            {
                continue;
            }

            records.Add(new AgentCheckpoint { Framework = framework.Info });
            foreach (AgentTask task in framework.Tasks)
            {
                Write(records, task);
            }
        }

        return records;
    }

    private static void Write(List<AgentCheckpoint> records, AgentTask task)
    {
        var frameworkId = new FrameworkID { Value = task.Framework.Id.Value };
        if (task is { Info: { } info, Container.Value: { } container })
        {
            records.Add(new AgentCheckpoint
            {
                TaskAccepted = new AgentCheckpoint.Types.TaskAccepted { FrameworkId = frameworkId, Task = info, ContainerId = container },
            });
        }

        if (task.Kill is { } kill)
        {
            records.Add(KillRecord(task, kill));
        }

        TaskStatus? outstanding = task.Updates.Outstanding;
        bool waits = false;
        foreach (TaskStatus status in task.Statuses)
        {
            waits |= ReferenceEquals(status, outstanding);
            records.Add(new AgentCheckpoint
            {
                StatusMade = new AgentCheckpoint.Types.StatusMade { FrameworkId = frameworkId, Status = status },
            });
            if (!waits)
            {
                records.Add(new AgentCheckpoint
                {
                    StatusAcknowledged = new AgentCheckpoint.Types.StatusAcknowledged
                    {
                        FrameworkId = frameworkId,
                        TaskId = status.TaskId,
                        Uuid = status.Uuid,
                    },
                });
            }
        }
    }

    public static AgentCheckpoint KillRecord(AgentTask task, KillInProgress kill) => new()
    {
        KillRequested = new AgentCheckpoint.Types.KillRequested
        {
            FrameworkId = new FrameworkID { Value = task.Framework.Id.Value },
            TaskId = new TaskID { Value = task.Id.Value },
            RequestedUnixNanoseconds = (kill.Requested - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick,
            GracePeriodNanoseconds = Math.Min(kill.GracePeriod.Ticks, long.MaxValue / NanosecondsPerTick) * NanosecondsPerTick,
        },
    };
}
