using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Recovery;
using Tepui.Kernel.Agent.Tasks;
using Tepui.Kernel.Agent.Volumes;
using Tepui.Kernel.StatusUpdates;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>A task for an executor of the framework's own: sent to it, after it is started when it is not there.</summary>
internal static class RunExecutorTaskCall
{
    public static void Apply(AgentState agent, AgentFramework framework, TaskId taskId, RunTask call)
    {
        TaskInfo info = call.Task;
        var executorId = new ExecutorId(info.Executor.ExecutorId.Value);
        AgentExecutor? executor = framework.Find(executorId);
        if (executor is null && framework.Find(new TaskId(executorId.Value)) is { Executor: null, Info: not null, Phase: not TaskPhase.Ended })
        {
            const string Taken = "Executor cannot be launched: a command task with its id runs here, and is an executor of that id";
            Drop(agent, framework, taskId, info, TaskStatus.Types.Reason.TaskInvalid, Taken);
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
            Launch(agent, executor, info);
        }
        else if (executor.Connection is not null)
        {
            Deliver(agent, executor, task);
        }
    }

    /// <summary>Sends a task to its subscribed executor, once and never again, and not before its volumes are there.</summary>
    public static void Deliver(AgentState agent, AgentExecutor executor, AgentTask task)
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

            return;
        }

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
        agent.Emit(new SendToExecutor(executor.Connection!.Value, new Event
        {
            Type = Event.Types.Type.Launch,
            Launch = new Event.Types.Launch { Task = task.Info },
        }));
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
            ContainerEvents.End(agent, task, agent.Statuses.FromAgent(
                task,
                agent.KnownId,
                TaskState.TaskFailed,
                TaskStatus.Types.Reason.ContainerUpdateFailed,
                "Failed to update resources for container: " + fault,
                agent.Now));
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

    private static AgentExecutor Create(AgentState agent, AgentFramework framework, ExecutorInfo described)
    {
        ExecutorInfo info = described.Clone();
        info.FrameworkId = new FrameworkID { Value = framework.Id.Value };
        var executor = new AgentExecutor(framework, info, new ContainerId(StatusUuid.NextText(agent.Random)));
        agent.Add(executor);
        agent.Append(CheckpointWriter.AcceptedRecord(executor));
        agent.Tell(new AgentNotice.ExecutorLaunched(framework.Id, executor.Id, executor.Container));
        return executor;
    }

    private static void Launch(AgentState agent, AgentExecutor executor, TaskInfo first)
    {
        ExecutorInfo info = executor.Info;
        bool docker = DockerCommand.IsDocker(info.Container);
        if (docker && !agent.Config.Docker)
        {
            ExecutorEnd.LaunchFailed(agent, executor, RunTaskCall.NoDocker);
            return;
        }

        // What its first task is given helps it to start (MESOS-9925).
        Resource[] resources = [.. info.Resources, .. first.Resources];
        if (docker && DockerRules.Faults(info.Container, info.Command, resources) is { Count: > 0 } faults)
        {
            ExecutorEnd.LaunchFailed(agent, executor, string.Join("; ", faults));
            return;
        }

        FrameworkInfo framework = executor.Framework.Info;
        Sandbox sandbox = VolumeMounts.SandboxOf(agent, executor);
        agent.Emit(new LaunchContainer(
            executor.Container,
            sandbox,
            docker ? DockerCommand.EntryPoint(info.Command) : CommandLine.Executable(info.Command),
            docker ? DockerCommand.Arguments(info.Command) : CommandLine.Argv(info.Command),
            ExecutorEnvironment.For(
                agent.Config, framework, info, info.Command, agent.KnownId, sandbox, Variables.RoleOf(resources)),
            RunTaskCall.UserOf(agent.Config, framework, info.Command))
        {
            Uris = info.Command.Uris,
            Volumes = VolumeMounts.Of(agent, resources, executor.Container),
            Info = docker ? null : info.Container,
            Command = info.Command,
            Resources = resources,
            Docker = docker
                ? DockerCommand.Describe(info.Container, resources, executor.Framework.Id, executor.Id, task: null)
                : null,
        });
        agent.Emit(new StartTimer(
            new AgentTimer.ExecutorRegistration(executor.Container), agent.Config.ExecutorRegistrationTimeout));
    }
}
