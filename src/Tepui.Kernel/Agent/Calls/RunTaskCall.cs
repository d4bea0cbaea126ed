using System.Collections.Generic;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Recovery;
using Tepui.Kernel.Agent.Tasks;
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

        List<string> faults = [.. CommandTaskSupport.Faults(call.Task)];
        if (Sandbox.Fault(frameworkId.Value) is { } fault)
        {
            faults.Add($"FrameworkID '{frameworkId.Value}' {fault}");
        }

        if (faults.Count > 0)
        {
            Refuse(agent, framework, taskId, call.Task, string.Join("; ", faults));
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

    private static void Refuse(AgentState agent, AgentFramework framework, TaskId taskId, TaskInfo info, string message)
    {
        var task = new AgentTask(framework, taskId, info, default) { Phase = TaskPhase.Ended };
        agent.Add(task);
        agent.Tell(new AgentNotice.TaskRefused(framework.Id, taskId, TaskState.TaskError, message));
        agent.Updates.Make(task, agent.Statuses.FromAgent(
            task, agent.KnownId, TaskState.TaskError, TaskStatus.Types.Reason.TaskInvalid, message, agent.Now));
        if (info.Executor is { } described && framework.Find(new ExecutorId(described.ExecutorId.Value)) is null)
        {
            ExecutorEnd.TellMaster(agent, framework.Id, new ExecutorId(described.ExecutorId.Value), null);
        }
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
