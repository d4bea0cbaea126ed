using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Kernel.Agent.Executors;

/// <summary>
/// The whole environment of a command task: what the agent gives every executor, then what the task asks for, which wins,
/// and last the role its resources are allocated to. Mesos's command executor hands on all that it got itself.
/// </summary>
internal static class CommandEnvironment
{
    public static IReadOnlyList<KeyValuePair<string, string>> For(
        AgentConfig config, FrameworkInfo framework, TaskInfo task, AgentId agent, Sandbox sandbox)
    {
        if (DockerCommand.IsDocker(task.Container))
        {
            return InDocker(task);
        }

        var environment = new Variables(config.Environment.Count + (task.Command.Environment?.Variables.Count ?? 0));
        environment.AddRange(config.Environment);
        environment.Set("MESOS_FRAMEWORK_ID", framework.Id.Value);
        environment.Set("MESOS_EXECUTOR_ID", task.TaskId.Value);
        environment.Set("MESOS_DIRECTORY", sandbox.Directory);
        environment.Set("MESOS_SANDBOX", sandbox.Directory);
        environment.Set("MESOS_SLAVE_ID", agent.Value);
        environment.Set("MESOS_CHECKPOINT", framework.Checkpoint ? "1" : "0");
        if (framework.Checkpoint)
        {
            environment.AddRange(config.CheckpointEnvironment);
        }

        if (TemporaryFolder.IsWanted(config, task.Container))
        {
            TemporaryFolder.Add(environment, sandbox);
        }

        environment.AddWanted(task.Command);
        environment.Set("MESOS_ALLOCATION_ROLE", Variables.RoleOf(task.Resources));
        return environment.Entries;
    }

    /// <summary>An image has an environment of its own; it gets what the task asks for, and from its containerizer where it is.</summary>
    private static List<KeyValuePair<string, string>> InDocker(TaskInfo task)
    {
        var environment = new Variables(task.Command.Environment?.Variables.Count ?? 0);
        environment.AddWanted(task.Command);
        environment.Set("MESOS_ALLOCATION_ROLE", Variables.RoleOf(task.Resources));
        return environment.Entries;
    }
}
