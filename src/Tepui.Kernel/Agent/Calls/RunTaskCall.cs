using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Recovery;
using Tepui.Kernel.Agent.Tasks;
using Tepui.Kernel.Agent.Volumes;
using Tepui.Kernel.Resources;
using Tepui.Kernel.StatusUpdates;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>A task is to run here.</summary>
internal static class RunTaskCall
{
    public const string NoDocker =
        "None of the enabled containerizers (mesos) could create a container for the provided TaskInfo/ExecutorInfo message: " +
        "its container is of type DOCKER; start the agent with --containerizers=docker,mesos";

    public static void Apply(AgentState agent, RunTask call)
    {
        var frameworkId = new FrameworkId(call.Framework.Id.Value);
        var taskId = new TaskId(call.Task.TaskId.Value);
        AgentFramework framework = UpdateFrameworkCall.Admit(agent, frameworkId, call.Framework);
        if (agent.Stopping is not null || framework.ShuttingDown)
        {
            string why = framework.ShuttingDown ? "its framework is being shut down" : "the agent is shutting down";
            agent.Tell(new AgentNotice.TaskIgnored(frameworkId, taskId, why));
            return;
        }

        if (framework.Find(taskId) is not null)
        {
            agent.Tell(new AgentNotice.TaskIgnored(frameworkId, taskId, "a task of this id is here already"));
            return;
        }

        if (agent.Drain is not null)
        {
            const string Draining = "Task was received while agent was already draining";
            RefuseLaunch(agent, framework, taskId, call, TaskStatus.Types.Reason.AgentDraining, Draining);
            return;
        }

        List<string> faults = [.. CommandTaskSupport.Faults(call.Task)];
        if (call.Task.Executor is { Type: ExecutorInfo.Types.Type.Default })
        {
            faults.Add("'ExecutorInfo.type' must be 'CUSTOM': a default executor runs task groups");
        }

        if (Sandbox.Fault(frameworkId.Value) is { } fault)
        {
            faults.Add($"FrameworkID '{frameworkId.Value}' {fault}");
        }

        if (faults.Count > 0)
        {
            Refuse(
                agent, framework, taskId, call.Task, TaskState.TaskError, TaskStatus.Types.Reason.TaskInvalid, string.Join("; ", faults));
        }
        else if (LimitSupport.Fault(agent.Config, call.Task) is { } unbounded)
        {
            RefuseLaunch(agent, framework, taskId, call, LimitSupport.Reason, unbounded);
        }
        else if (Unknown(agent, call.Task) is { } unknown)
        {
            RefuseLaunch(agent, framework, taskId, call, TaskStatus.Types.Reason.ResourcesUnknown, unknown);
        }
        else if (call.Task.Executor is not null)
        {
            RunExecutorTaskCall.Apply(agent, framework, taskId, call);
        }
        else if (framework.Find(new ExecutorId(taskId.Value)) is not null)
        {
            const string Taken = "Cannot reuse an already existing executor for a command task";
            RunExecutorTaskCall.Drop(agent, framework, taskId, call.Task, TaskStatus.Types.Reason.TaskInvalid, Taken);
        }
        else
        {
            Launch(agent, framework, taskId, call.Task);
        }
    }

    /// <summary>The task is not run, whatever becomes of the executor it names.</summary>
    public static void Refuse(
        AgentState agent,
        AgentFramework framework,
        TaskId taskId,
        TaskInfo info,
        TaskState state,
        TaskStatus.Types.Reason reason,
        string message)
    {
        var task = new AgentTask(framework, taskId, info, default) { Phase = TaskPhase.Ended };
        agent.Add(task);
        agent.Tell(new AgentNotice.TaskRefused(framework.Id, taskId, state, message));
        agent.Updates.Make(task, agent.Statuses.FromAgent(task, agent.KnownId, state, reason, message, agent.Now));
        if (info.Executor is { } described && framework.Find(new ExecutorId(described.ExecutorId.Value)) is null)
        {
            ExecutorEnd.TellMaster(agent, framework.Id, new ExecutorId(described.ExecutorId.Value), null);
        }
    }

    /// <summary>The same where another agent, or this one later, may well run it.</summary>
    private static void RefuseLaunch(
        AgentState agent, AgentFramework framework, TaskId taskId, RunTask call, TaskStatus.Types.Reason reason, string message) =>
        Refuse(agent, framework, taskId, call.Task, framework.Missing(TaskState.TaskDropped), reason, message);

    /// <summary>What the task builds on and is not here: a reservation or volume that this agent has not made, or no longer has.</summary>
    public static string? Unknown(AgentState agent, TaskInfo task)
    {
        foreach (Resource resource in task.Executor is { } executor ? task.Resources.Concat(executor.Resources) : task.Resources)
        {
            if (resource is { Disk: null, Reservation: null, Reservations.Count: 0 })
            {
                continue;
            }

            ResourceEntry entry = ResourceMessage.ToEntry(resource).WithAllocation(null);
            if (entry.Key.IsCheckpointed && !agent.Operations.Total.Contains(ResourceSet.From([entry])))
            {
                return $"Unknown checkpointed resource {entry}: this agent has {agent.Operations.Checkpointed}";
            }
        }

        return null;
    }

    private static void Launch(AgentState agent, AgentFramework framework, TaskId taskId, TaskInfo info)
    {
        AgentId agentId = agent.KnownId;
        var task = new AgentTask(framework, taskId, info, new ContainerId(StatusUuid.NextText(agent.Random)));
        agent.Add(task);
        agent.Append(CheckpointWriter.AcceptedRecord(task));
        agent.Tell(new AgentNotice.TaskAccepted(framework.Id, taskId, task.Container));
        if (task.IsDocker && !agent.Config.Docker)
        {
            ContainerEvents.Refuse(agent, task, NoDocker);
            return;
        }

        if (task.IsDocker && DockerRules.Faults(info.Container, info.Command, info.Resources) is { Count: > 0 } faults)
        {
            ContainerEvents.RefuseRunOptions(agent, task, faults);
            return;
        }

        Sandbox sandbox = Sandbox.For(
            agent.Config.WorkDirectory, agentId, framework.Id, new ExecutorId(taskId.Value), task.Container);
        agent.Emit(new LaunchContainer(
            task.Container,
            sandbox,
            task.IsDocker ? DockerCommand.EntryPoint(info.Command) : CommandLine.Executable(info.Command),
            task.IsDocker ? DockerCommand.Arguments(info.Command) : CommandLine.Argv(info.Command),
            CommandEnvironment.For(agent.Config, framework.Info, info, agentId, sandbox),
            UserOf(agent.Config, framework.Info, info.Command))
        {
            Uris = info.Command.Uris,
            Volumes = VolumeMounts.Of(agent, info.Resources, task.Container),
            Info = task.IsDocker ? null : info.Container,
            Command = info.Command,
            Resources = info.Resources,
            Limits = info.Limits,
            OwnTemporaryFolder = TemporaryFolder.IsWanted(agent.Config, info.Container),
            Docker = task.IsDocker
                ? DockerCommand.Describe(info.Container, info.Resources, framework.Id, sandbox.Executor, taskId)
                : null,
        });
    }

    /// <summary>Whom a command runs as, or null for the agent's own user.</summary>
    public static string? UserOf(AgentConfig config, FrameworkInfo framework, CommandInfo command)
    {
        string user = command.HasUser ? command.User : framework.User;
        return config.SwitchUser && user.Length > 0 ? user : null;
    }
}
