using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Calls;
using Tepui.Kernel.Agent.Executors;
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

        if (agent.Id is not null && agent.Stopping is null)
        {
            records.Add(new AgentCheckpoint { Agent = agent.Config.Info });
        }

        ResourceRecords.Write(records, agent);
        if (agent.Drain is { } drain && agent.Stopping is null)
        {
            records.Add(DrainCall.Record(drain));
        }

        foreach (AgentFramework framework in agent.Frameworks)
        {
            // Without its tasks' records the containers of a framework that is being shut down are orphans, and destroyed.
            if (framework.IsIdle || framework.ShuttingDown)
            {
                continue;
            }

            records.Add(new AgentCheckpoint { Framework = framework.Info });
            foreach (AgentExecutor executor in framework.Ended)
            {
                records.Add(AcceptedRecord(executor));
            }

            foreach (AgentExecutor executor in framework.Executors)
            {
                Write(records, executor);
            }

            foreach (AgentTask task in framework.Tasks)
            {
                Write(records, task);
            }
        }

        ContainerRecords.Write(records, agent);
        return records;
    }

    private static void Write(List<AgentCheckpoint> records, AgentTask task)
    {
        var frameworkId = new FrameworkID { Value = task.Framework.Id.Value };
        if (task is { Info: not null, Container.Value: not null })
        {
            records.Add(AcceptedRecord(task));
        }

        if (task is { Executor: not null, Phase: TaskPhase.Running, Statuses.Count: 0 })
        {
            records.Add(new AgentCheckpoint
            {
                TaskDelivered = new AgentCheckpoint.Types.TaskDelivered
                {
                    FrameworkId = frameworkId,
                    TaskId = new TaskID { Value = task.Id.Value },
                },
            });
        }

        if (task.Updates.Seen.Count > 0)
        {
            var seen = new AgentCheckpoint.Types.UpdatesSeen { FrameworkId = frameworkId, TaskId = new TaskID { Value = task.Id.Value } };
            seen.Uuids.AddRange(task.Updates.Seen);
            records.Add(new AgentCheckpoint { UpdatesSeen = seen });
        }

        if (task.Kill is { } kill)
        {
            records.Add(KillRecord(task, kill));
        }

        // One status a state is kept of what it came to; of what waits, every one.
        var waiting = new HashSet<object>(task.Updates.Waiting, ReferenceEqualityComparer.Instance);
        foreach (TaskStatus status in task.Statuses)
        {
            if (!waiting.Contains(status))
            {
                records.Add(Made(frameworkId, status));
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

        foreach (TaskStatus status in task.Updates.Waiting)
        {
            records.Add(Made(frameworkId, status));
        }

        if (CheckRecords.Record(task) is { } known)
        {
            records.Add(known);
        }
    }

    private static void Write(List<AgentCheckpoint> records, AgentExecutor executor)
    {
        records.Add(AcceptedRecord(executor));
        if (executor.Started)
        {
            records.Add(StartedRecord(executor));
        }

        if (executor.Shutdown is { } shutdown)
        {
            records.Add(ShutdownRecord(executor, shutdown));
        }
    }

    private static AgentCheckpoint Made(FrameworkID framework, TaskStatus status) => new()
    {
        StatusMade = new AgentCheckpoint.Types.StatusMade { FrameworkId = framework, Status = status },
    };

    public static AgentCheckpoint AcceptedRecord(AgentTask task)
    {
        var accepted = new AgentCheckpoint.Types.TaskAccepted
        {
            FrameworkId = new FrameworkID { Value = task.Framework.Id.Value },
            Task = task.Info,
            ContainerId = task.Container.Value,
        };
        if (task.Group is { } group)
        {
            accepted.Group = group.Number;
            accepted.GroupSize = group.Size;
        }

        return new AgentCheckpoint { TaskAccepted = accepted };
    }

    public static AgentCheckpoint AcceptedRecord(AgentExecutor executor) => new()
    {
        ExecutorAccepted = new AgentCheckpoint.Types.ExecutorAccepted
        {
            FrameworkId = new FrameworkID { Value = executor.Framework.Id.Value },
            Executor = executor.Info,
            ContainerId = executor.Container.Value,
            EverSentTask = executor.EverSentTask,
            Terminated = !executor.IsLive,
        },
    };

    public static AgentCheckpoint StartedRecord(AgentExecutor executor)
    {
        var started = new AgentCheckpoint.Types.ExecutorStarted { ContainerId = executor.Container.Value, Pid = executor.Pid };
        started.IpAddresses.AddRange(executor.IpAddresses);
        started.Networks.AddRange(executor.Networks);
        return new AgentCheckpoint { ExecutorStarted = started };
    }

    public static AgentCheckpoint ShutdownRecord(AgentExecutor executor, KillInProgress shutdown) => new()
    {
        ExecutorShutDown = new AgentCheckpoint.Types.ExecutorShutDown
        {
            ContainerId = executor.Container.Value,
            RequestedUnixNanoseconds = (shutdown.Requested - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick,
            GracePeriodNanoseconds = Nanoseconds(shutdown.GracePeriod),
        },
    };

    public static AgentCheckpoint KillRecord(AgentTask task, KillInProgress kill) => new()
    {
        KillRequested = new AgentCheckpoint.Types.KillRequested
        {
            FrameworkId = new FrameworkID { Value = task.Framework.Id.Value },
            TaskId = new TaskID { Value = task.Id.Value },
            RequestedUnixNanoseconds = (kill.Requested - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick,
            GracePeriodNanoseconds = Nanoseconds(kill.GracePeriod),
            Cause = (AgentCheckpoint.Types.KillRequested.Types.Cause)kill.Cause,
        },
    };

    private static long Nanoseconds(TimeSpan time) => Math.Min(time.Ticks, long.MaxValue / NanosecondsPerTick) * NanosecondsPerTick;
}
