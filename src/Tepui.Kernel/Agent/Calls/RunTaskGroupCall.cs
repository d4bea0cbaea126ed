using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Pods;
using Tepui.Kernel.Agent.Recovery;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>Tasks are to run here together in one executor: all of them, or none (src/slave/slave.cpp, runTaskGroup).</summary>
internal static class RunTaskGroupCall
{
    public static void Apply(AgentState agent, RunTaskGroup call)
    {
        var frameworkId = new FrameworkId(call.Framework.Id.Value);
        AgentFramework framework = UpdateFrameworkCall.Admit(agent, frameworkId, call.Framework);
        List<TaskInfo> tasks = [.. call.TaskGroup.Tasks.Select(task => Complete(task, call.Executor))];
        string? ignored = agent.Stopping is not null ? "the agent is shutting down"
            : framework.ShuttingDown ? "its framework is being shut down"
            : tasks.Exists(task => framework.Find(new TaskId(task.TaskId.Value)) is not null)
                ? "a task of its group is here already"
            : null;
        if (ignored is not null)
        {
            foreach (TaskInfo task in tasks)
            {
                agent.Tell(new AgentNotice.TaskIgnored(frameworkId, new TaskId(task.TaskId.Value), ignored));
            }

            return;
        }

        if (Refusal(agent, framework, call, tasks) is var (state, reason, message))
        {
            Refuse(agent, framework, call.Executor, tasks, state, reason, message);
            return;
        }

        Run(agent, framework, call.Executor, tasks);
    }

    /// <summary>What keeps the whole group from being run, or null.</summary>
    private static (TaskState State, TaskStatus.Types.Reason Reason, string Message)? Refusal(
        AgentState agent, AgentFramework framework, RunTaskGroup call, List<TaskInfo> tasks)
    {
        TaskState dropped = framework.Missing(TaskState.TaskDropped);
        if (agent.Drain is not null)
        {
            return (dropped, TaskStatus.Types.Reason.AgentDraining, "Task was received while agent was already draining");
        }

        if (GroupFaults(framework, tasks) is { Count: > 0 } faults)
        {
            return (TaskState.TaskError, TaskStatus.Types.Reason.TaskGroupInvalid, string.Join("; ", faults));
        }

        if (tasks.Select(task => LimitSupport.Fault(agent.Config, task)).FirstOrDefault(fault => fault is not null) is { } unbounded)
        {
            return (dropped, LimitSupport.Reason, unbounded);
        }

        if (tasks.Select(task => RunTaskCall.Unknown(agent, task)).FirstOrDefault(unknown => unknown is not null) is { } unknown)
        {
            return (dropped, TaskStatus.Types.Reason.ResourcesUnknown, unknown);
        }

        var executorId = new ExecutorId(call.Executor.ExecutorId.Value);
        AgentExecutor? executor = framework.Find(executorId);
        if (executor?.Phase == ExecutorPhase.Terminating)
        {
            return (dropped, TaskStatus.Types.Reason.ExecutorTerminated, "Executor terminating");
        }

        if (executor is null && call is { HasLaunchExecutor: true, LaunchExecutor: false })
        {
            const string None = "No executor is expected to launch and there is none running";
            return (dropped, TaskStatus.Types.Reason.ExecutorTerminated, None);
        }

        return executor is null && framework.Find(new TaskId(executorId.Value)) is { Executor: null, Info: not null, Phase: not TaskPhase.Ended }
            ? (dropped, TaskStatus.Types.Reason.TaskInvalid, RunExecutorTaskCall.IdTaken)
            : null;
    }

    private static List<string> GroupFaults(AgentFramework framework, List<TaskInfo> tasks)
    {
        var faults = new List<string>();
        if (tasks.Count == 0)
        {
            faults.Add("The task group has no tasks");
        }

        if (Sandbox.Fault(framework.Id.Value) is { } fault)
        {
            faults.Add($"FrameworkID '{framework.Id.Value}' {fault}");
        }

        foreach (TaskInfo task in tasks)
        {
            faults.AddRange(CommandTaskSupport.Faults(task).Select(found => $"Task '{task.TaskId.Value}': {found}"));
        }

        return faults;
    }

    private static void Refuse(
        AgentState agent,
        AgentFramework framework,
        ExecutorInfo described,
        List<TaskInfo> tasks,
        TaskState state,
        TaskStatus.Types.Reason reason,
        string message)
    {
        foreach (TaskInfo info in tasks)
        {
            var task = new AgentTask(framework, new TaskId(info.TaskId.Value), info, default) { Phase = TaskPhase.Ended };
            agent.Add(task);
            agent.Tell(new AgentNotice.TaskRefused(framework.Id, task.Id, state, message));
            TaskStatus status = agent.Statuses.FromAgent(task, agent.KnownId, state, reason, message, agent.Now);
            status.ExecutorId = new ExecutorID { Value = described.ExecutorId.Value };
            agent.Updates.Make(task, status);
        }

        var executor = new ExecutorId(described.ExecutorId.Value);
        if (framework.Find(executor) is null)
        {
            ExecutorEnd.TellMaster(agent, framework.Id, executor, null);
        }
    }

    private static void Run(AgentState agent, AgentFramework framework, ExecutorInfo described, List<TaskInfo> infos)
    {
        AgentExecutor? running = framework.Find(new ExecutorId(described.ExecutorId.Value));
        AgentExecutor executor = running ?? RunExecutorTaskCall.Create(agent, framework, described);
        TaskGroup group = executor.NextGroup();
        group.Size = infos.Count;
        foreach (TaskInfo info in infos)
        {
            ContainerId container = executor.IsDefault ? PodLife.NewContainer(agent, executor) : executor.Container;
            var task = new AgentTask(framework, new TaskId(info.TaskId.Value), info, container, executor)
            {
                Group = group,
                HasVolumes = running is null,
            };
            group.Tasks.Add(task);
            agent.Add(task);
            agent.Append(CheckpointWriter.AcceptedRecord(task));
            agent.Tell(new AgentNotice.TaskAccepted(framework.Id, task.Id, container));
        }

        if (running is null)
        {
            RunExecutorTaskCall.Launch(agent, executor, [.. infos.SelectMany(info => info.Resources)]);
        }
        else if (executor is { IsDefault: true, Phase: ExecutorPhase.Running })
        {
            PodLife.Deliver(agent, executor);
        }
        else if (!executor.IsDefault)
        {
            executor.OwesUpdate = true;
            if (executor.Connection is not null)
            {
                RunExecutorTaskCall.UpdateContainer(agent, executor);
                RunExecutorTaskCall.Deliver(agent, executor, group.Tasks[0]);
            }
        }
    }

    /// <summary>Every task of a group is described with the executor that all of them share.</summary>
    private static TaskInfo Complete(TaskInfo described, ExecutorInfo executor)
    {
        if (described.Executor is not null)
        {
            return described;
        }

        TaskInfo task = described.Clone();
        task.Executor = executor;
        return task;
    }
}
