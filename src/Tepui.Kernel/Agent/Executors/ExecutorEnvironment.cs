using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Kernel.Agent.Executors;

/// <summary>The environment of a custom executor (docs/executor-http-api.md), then what its command asks for, which wins.</summary>
internal static class ExecutorEnvironment
{
    public static IReadOnlyList<KeyValuePair<string, string>> For(
        AgentConfig config,
        FrameworkInfo framework,
        ExecutorInfo executor,
        CommandInfo command,
        AgentId agent,
        Sandbox sandbox,
        string role)
    {
        bool docker = DockerCommand.IsDocker(executor.Container);
        var environment = new Variables(config.Environment.Count);
        foreach (KeyValuePair<string, string> entry in config.Environment)
        {
            // An image has programs in places of its own.
            if (!docker || entry.Key != "PATH")
            {
                environment.Set(entry.Key, entry.Value);
            }
        }

        environment.Set("MESOS_FRAMEWORK_ID", framework.Id.Value);
        environment.Set("MESOS_EXECUTOR_ID", executor.ExecutorId.Value);
        environment.Set("MESOS_DIRECTORY", sandbox.Directory);
        environment.Set("MESOS_SANDBOX", sandbox.Directory);
        environment.Set("MESOS_SLAVE_ID", agent.Value);
        environment.Set("MESOS_CHECKPOINT", framework.Checkpoint ? "1" : "0");
        if (config.ExecutorSocket is { } socket)
        {
            environment.Set("MESOS_DOMAIN_SOCKET", socket);
        }

        if (executor.ShutdownGracePeriod is not null)
        {
            environment.Set(
                "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD",
                DurationText.Of(AgentExecutor.GracePeriod(executor, config.ExecutorShutdownGracePeriod)));
        }

        if (framework.Checkpoint)
        {
            environment.AddRange(config.CheckpointEnvironment);
        }

        if (TemporaryFolder.IsWanted(config, executor.Container))
        {
            TemporaryFolder.Add(environment, sandbox);
        }

        environment.AddWanted(command);
        environment.Set("MESOS_ALLOCATION_ROLE", role);
        return environment.Entries;
    }
}
