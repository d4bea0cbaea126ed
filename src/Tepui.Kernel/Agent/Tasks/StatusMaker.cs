using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Agent.Checks;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.StatusUpdates;

namespace Tepui.Kernel.Agent.Tasks;

/// <summary>Makes task statuses as Mesos's agent and command executor would.</summary>
internal sealed class StatusMaker(AgentConfig config, Random random)
{
    private readonly NetworkInfo _network = new()
    {
        IpAddresses = { new NetworkInfo.Types.IPAddress { Protocol = NetworkInfo.Types.Protocol.Ipv4, IpAddress = config.IpAddress } },
    };

    /// <summary>A status of a task whose command runs or ran: what its executor would say.</summary>
    public TaskStatus FromExecutor(AgentTask task, AgentId agent, TaskState state, string? message, DateTimeOffset now)
    {
        TaskStatus status = Make(task, agent, state, TaskStatus.Types.Source.Executor, null, message, now);
        status.ContainerStatus = new ContainerStatus
        {
            ContainerId = ContainerIds.ToMessage(task.Container),
        };
        AddNetworks(task, status.ContainerStatus);
        if (task.Pid > 0)
        {
            status.ContainerStatus.ExecutorPid = (uint)task.Pid;
        }

        if (task.Info?.Check is { } check)
        {
            status.CheckStatus = CheckStatuses.Empty(check);
        }

        return status;
    }

    /// <summary>
    /// What was said last, once more, for another reason: all that was told before stays. What Docker says of a container is told once.
    /// </summary>
    public TaskStatus Again(AgentTask task, TaskStatus.Types.Reason reason, DateTimeOffset now)
    {
        TaskStatus status = task.Statuses[^1].Clone();
        status.Uuid = StatusUuid.NextBytes(random);
        status.Timestamp = Seconds(now);
        status.Reason = reason;
        if (task.IsDocker)
        {
            status.ClearData();
        }

        return status;
    }

    /// <summary>
    /// A status as an executor sent it, with what it may leave out: who and where it is (slave.cpp, statusUpdate).
    /// </summary>
    public TaskStatus Complete(AgentTask task, AgentExecutor executor, AgentId agent, TaskStatus sent, DateTimeOffset now)
    {
        TaskStatus status = sent.Clone();
        status.Source = TaskStatus.Types.Source.Executor;
        status.AgentId = new AgentID { Value = agent.Value };
        status.ExecutorId = new ExecutorID { Value = executor.Id.Value };
        if (!status.HasTimestamp)
        {
            status.Timestamp = Seconds(now);
        }

        ContainerStatus container = status.ContainerStatus ??= new ContainerStatus();
        container.ContainerId ??= new ContainerID { Value = task.Container.Value };
        if (executor.Pid > 0 && !container.HasExecutorPid)
        {
            container.ExecutorPid = (uint)executor.Pid;
        }

        if (container.NetworkInfos.Count == 0)
        {
            AddNetworks(executor, container);
        }

        return status;
    }

    /// <summary>The task runs from now on; of a Docker container with what is known of it by now.</summary>
    public TaskStatus Running(AgentTask task, AgentId agent, ContainerStarted started, DateTimeOffset now)
    {
        TaskStatus status = FromExecutor(task, agent, TaskState.TaskRunning, null, now);
        if (!started.Inspection.IsEmpty)
        {
            status.Data = started.Inspection;
        }

        if (started.Networks.Count > 0)
        {
            status.ContainerStatus.NetworkInfos.Clear();
            status.ContainerStatus.NetworkInfos.Add(started.Networks);
        }
        else if (started.IpAddresses.Count > 0)
        {
            status.ContainerStatus.NetworkInfos.Clear();
            status.ContainerStatus.NetworkInfos.Add(Network(task.Info?.Container, started.IpAddresses));
        }

        return status;
    }

    /// <summary>A status the agent itself has to give.</summary>
    public TaskStatus FromAgent(
        AgentTask task, AgentId agent, TaskState state, TaskStatus.Types.Reason reason, string message, DateTimeOffset now) =>
        Make(task, agent, state, TaskStatus.Types.Source.Agent, reason, message, now);

    /// <summary>
    /// Those that were told when it began to run. Of a Docker container Mesos's agent tells them once, and then its own address.
    /// </summary>
    private void AddNetworks(AgentTask task, ContainerStatus status)
    {
        if (task.Executor is { IsDefault: true } pod)
        {
            AddNetworks(pod, status);
        }
        else if (!task.IsDocker && task.Statuses is [.., { ContainerStatus.NetworkInfos: { Count: > 0 } told }])
        {
            status.NetworkInfos.Add(told);
        }
        else
        {
            status.NetworkInfos.Add(_network);
        }
    }

    private void AddNetworks(AgentExecutor executor, ContainerStatus status)
    {
        if (executor.Networks.Count > 0)
        {
            status.NetworkInfos.Add(executor.Networks);
        }
        else
        {
            status.NetworkInfos.Add(executor.IpAddresses.Count > 0 ? Network(executor.Info.Container, executor.IpAddresses) : _network);
        }
    }

    /// <summary>A container's addresses in the network it asked for.</summary>
    private static NetworkInfo Network(ContainerInfo? container, IReadOnlyList<string> addresses)
    {
        NetworkInfo network = container?.NetworkInfos is [var asked, ..] ? asked.Clone() : new NetworkInfo();
        network.IpAddresses.Clear();
        foreach (string address in addresses)
        {
            network.IpAddresses.Add(new NetworkInfo.Types.IPAddress
            {
                IpAddress = address,
                Protocol = address.Contains(':') ? NetworkInfo.Types.Protocol.Ipv6 : NetworkInfo.Types.Protocol.Ipv4,
            });
        }

        return network;
    }

    private static double Seconds(DateTimeOffset time) => Math.Round((time - DateTimeOffset.UnixEpoch).TotalSeconds, 6);

    private TaskStatus Make(
        AgentTask task,
        AgentId agent,
        TaskState state,
        TaskStatus.Types.Source source,
        TaskStatus.Types.Reason? reason,
        string? message,
        DateTimeOffset now)
    {
        var status = new TaskStatus
        {
            TaskId = new TaskID { Value = task.Id.Value },
            State = state,
            Source = source,
            AgentId = new AgentID { Value = agent.Value },
            Timestamp = Seconds(now),
            Uuid = StatusUuid.NextBytes(random),
        };
        if (task.Info is not null)
        {
            status.ExecutorId = new ExecutorID { Value = task.Executor?.Id.Value ?? task.Id.Value };
        }

        if (reason is { } known)
        {
            status.Reason = known;
        }

        if (message is not null)
        {
            status.Message = message;
        }

        return status;
    }
}
