using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Pods;
using Tepui.Kernel.Agent.Recovery;
using Tepui.Kernel.Agent.Tasks;
using Tepui.Kernel.Agent.Volumes;
using Tepui.Kernel.StatusUpdates;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>A task for an executor of the framework's own: sent to it, after it is started when it is not there.</summary>
internal static class RunExecutorTaskCall
{
    public const string IdTaken = "Executor cannot be launched: a command task with its id runs here, and is an executor of that id";

    public static void Apply(AgentState agent, AgentFramework framework, TaskId taskId, RunTask call)
    {
        TaskInfo info = call.Task;
        var executorId = new ExecutorId(info.Executor.ExecutorId.Value);
        AgentExecutor? executor = framework.Find(executorId);
        if (executor is null && framework.Find(new TaskId(executorId.Value)) is { Executor: null, Info: not null, Phase: not TaskPhase.Ended })
        {
            Drop(agent, framework, taskId, info, TaskStatus.Types.Reason.TaskInvalid, IdTaken);
            ExecutorEnd.TellMaster(agent, framework.Id, executorId, null);
            return;
        }

        if (executor?.Phase == ExecutorPhase.Terminating)
        {
            Drop(agent, framework, taskId, info, TaskStatus.Types.Reason.ExecutorTerminated, "Executor terminating");
            return;
        }

        if (executor is null && call is { HasLaunchExecutor: true, LaunchExecutor: false })
        {
            // It has ended, and the master did not know that yet: it has taken no resources for another one.
            const string None = "No executor is expected to launch and there is none running";
            Drop(agent, framework, taskId, info, TaskStatus.Types.Reason.ExecutorTerminated, None);
            return;
        }

        bool isNew = executor is null;
        if (!isNew
            && DockerCommand.IsDocker(executor!.Info.Container)
            && info.Resources.Any(resource => resource.Disk?.Persistence is not null))
        {
            const string Running =
                "Persistent volumes cannot be brought into a Docker container that is there already: give them to its executor";
            Drop(agent, framework, taskId, info, TaskStatus.Types.Reason.TaskInvalid, Running);
            return;
        }

        executor ??= Create(agent, framework, info.Executor);
        var task = new AgentTask(framework, taskId, info, executor.Container, executor);
        agent.Add(task);
        agent.Append(CheckpointWriter.AcceptedRecord(task));
        agent.Tell(new AgentNotice.TaskAccepted(framework.Id, taskId, executor.Container));
        if (isNew)
        {
            task.HasVolumes = true;
            Launch(agent, executor, info.Resources);
        }
        else
        {
            executor.OwesUpdate = true;
            if (executor.Connection is not null)
            {
                UpdateContainer(agent, executor);
                Deliver(agent, executor, task);
            }
        }
    }

    /// <summary>Its container gets what it and its tasks are given by now; before a new task reaches it, and after one has ended.</summary>
    public static void UpdateContainer(AgentState agent, AgentExecutor executor)
    {
        if (executor is { OwesUpdate: true, Started: true, Phase: ExecutorPhase.Running })
        {
            PodLife.UpdateResources(agent, executor);
        }
    }

    /// <summary>Sends a task to its subscribed executor, once and never again, and not before its volumes are there.</summary>
    public static void Deliver(AgentState agent, AgentExecutor executor, AgentTask task)
    {
        if (task.Group is { } group)
        {
            DeliverGroup(agent, executor, group);
        }
        else if (BringVolumes(agent, executor, task))
        {
            Delivered(agent, executor, task);
            agent.Emit(new SendToExecutor(executor.Connection!.Value, new Event
            {
                Type = Event.Types.Type.Launch,
                Launch = new Event.Types.Launch { Task = task.Info },
            }));
        }
    }

    /// <summary>All tasks of a group go to their executor at once.</summary>
    private static void DeliverGroup(AgentState agent, AgentExecutor executor, TaskGroup group)
    {
        bool ready = true;
        foreach (AgentTask task in group.Tasks)
        {
            ready &= BringVolumes(agent, executor, task);
        }

        if (!ready || !group.Tasks.Exists(task => task.IsQueued))
        {
            return;
        }

        var tasks = new TaskGroupInfo();
        foreach (AgentTask task in group.Tasks)
        {
            Delivered(agent, executor, task);
            tasks.Tasks.Add(task.Info);
        }

        agent.Emit(new SendToExecutor(executor.Connection!.Value, new Event
        {
            Type = Event.Types.Type.LaunchGroup,
            LaunchGroup = new Event.Types.LaunchGroup { TaskGroup = tasks },
        }));
    }

    private static void Delivered(AgentState agent, AgentExecutor executor, AgentTask task)
    {
        task.Phase = TaskPhase.Running;
        executor.EverSentTask = true;
        agent.Append(new AgentCheckpoint
        {
            TaskDelivered = new AgentCheckpoint.Types.TaskDelivered
            {
                FrameworkId = new FrameworkID { Value = task.Framework.Id.Value },
                TaskId = new TaskID { Value = task.Id.Value },
            },
        });
    }

    /// <summary>Whether a task's volumes are in its executor's sandbox; else they are asked for.</summary>
    private static bool BringVolumes(AgentState agent, AgentExecutor executor, AgentTask task)
    {
        if (!task.HasVolumes && VolumeMounts.Of(agent, task.Info!.Resources, executor.Container) is { Count: > 0 } volumes)
        {
            if (!task.AwaitsVolumes)
            {
                task.AwaitsVolumes = true;
                agent.Emit(new LinkVolumes(
                    task.Framework.Id,
                    task.Id,
                    VolumeMounts.SandboxOf(agent, executor),
                    RunTaskCall.UserOf(agent.Config, executor.Framework.Info, executor.Info.Command),
                    volumes));
            }

            return false;
        }

        return true;
    }

    public static void VolumesLinked(AgentState agent, VolumesLinked input)
    {
        AgentTask? task = agent.Find(input.Framework)?.Find(input.Task);
        if (task is not { Phase: TaskPhase.Launching, AwaitsVolumes: true, Executor: { } executor })
        {
            return;
        }

        task.AwaitsVolumes = false;
        if (input.Fault is { } fault)
        {
            foreach (AgentTask failed in task.Group?.Tasks.Where(other => other.IsQueued).ToArray() ?? [task])
            {
                ContainerEvents.End(agent, failed, agent.Statuses.FromAgent(
                    failed,
                    agent.KnownId,
                    TaskState.TaskFailed,
                    TaskStatus.Types.Reason.ContainerUpdateFailed,
                    "Failed to update resources for container: " + fault,
                    agent.Now));
            }

            ExecutorKill.EndWithoutTasks(agent, executor, "its tasks' volumes could not be brought to it");
            return;
        }

        task.HasVolumes = true;
        if (executor is { Phase: ExecutorPhase.Running, Connection: not null })
        {
            Deliver(agent, executor, task);
        }
    }

    /// <summary>The task never came to an executor.</summary>
    public static void Drop(
        AgentState agent, AgentFramework framework, TaskId taskId, TaskInfo info, TaskStatus.Types.Reason reason, string message)
    {
        var task = new AgentTask(framework, taskId, info, default) { Phase = TaskPhase.Ended };
        agent.Add(task);
        TaskState state = framework.Missing(TaskState.TaskDropped);
        agent.Tell(new AgentNotice.TaskRefused(framework.Id, taskId, state, message));
        agent.Updates.Make(task, agent.Statuses.FromAgent(task, agent.KnownId, state, reason, message, agent.Now));
    }

    public static AgentExecutor Create(AgentState agent, AgentFramework framework, ExecutorInfo described)
    {
        ExecutorInfo info = described.Clone();
        info.FrameworkId = new FrameworkID { Value = framework.Id.Value };
        var executor = new AgentExecutor(framework, info, new ContainerId(StatusUuid.NextText(agent.Random)));
        agent.Add(executor);
        agent.Append(CheckpointWriter.AcceptedRecord(executor));
        agent.Tell(new AgentNotice.ExecutorLaunched(framework.Id, executor.Id, executor.Container));
        return executor;
    }

    /// <param name="first">What its first task or tasks are given, which helps it to start (MESOS-9925).</param>
    public static void Launch(AgentState agent, AgentExecutor executor, IReadOnlyList<Resource> first)
    {
        ExecutorInfo info = executor.Info;
        CommandInfo command = executor.Command(executor.Framework.Info);
        bool docker = DockerCommand.IsDocker(info.Container);
        if (docker && !agent.Config.Docker)
        {
            ExecutorEnd.LaunchFailed(agent, executor, RunTaskCall.NoDocker);
            return;
        }

        Resource[] resources = [.. info.Resources, .. first];
        if (docker && DockerRules.Faults(info.Container, command, resources) is { Count: > 0 } faults)
        {
            ExecutorEnd.LaunchFailed(agent, executor, string.Join("; ", faults));
            return;
        }

        FrameworkInfo framework = executor.Framework.Info;
        Sandbox sandbox = VolumeMounts.SandboxOf(agent, executor);
        agent.Emit(new LaunchContainer(
            executor.Container,
            sandbox,
            docker ? DockerCommand.EntryPoint(command) : CommandLine.Executable(command),
            docker ? DockerCommand.Arguments(command) : CommandLine.Argv(command),
            ExecutorEnvironment.For(
                agent.Config, framework, info, command, agent.KnownId, sandbox, Variables.RoleOf(resources)),
            RunTaskCall.UserOf(agent.Config, framework, command))
        {
            Uris = command.Uris,
            Volumes = VolumeMounts.Of(agent, executor.IsDefault ? info.Resources : resources, executor.Container),
            Info = docker ? null : info.Container,
            Command = command,
            Resources = resources,
            OwnTemporaryFolder = TemporaryFolder.IsWanted(agent.Config, info.Container),
            Limits = PodResources.Limits(executor, agent.Config.RequestsBoundCpus),
            Docker = docker
                ? DockerCommand.Describe(info.Container, resources, executor.Framework.Id, executor.Id, task: null)
                : null,
        });
        if (!executor.IsDefault)
        {
            agent.Emit(new StartTimer(
                new AgentTimer.ExecutorRegistration(executor.Container), agent.Config.ExecutorRegistrationTimeout));
        }
    }
}
