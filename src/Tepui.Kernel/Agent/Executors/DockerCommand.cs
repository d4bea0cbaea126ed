using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Agent.Executors;

/// <summary>What a CommandInfo means to a Docker container (docs/docker-containerizer.md), and the limits it gets.</summary>
internal static class DockerCommand
{
    private const string Shell = "/bin/sh";
    private const long Mebibyte = 1024 * 1024;

    public static bool IsDocker(ContainerInfo? container) => container?.Type == ContainerInfo.Types.Type.Docker;

    /// <summary>A shell command replaces the image's entry point; anything else is left to it.</summary>
    public static string? EntryPoint(CommandInfo command) => command.Shell ? Shell : null;

    /// <summary>Without a shell the value, if any, is just the first argument.</summary>
    public static IReadOnlyList<string> Arguments(CommandInfo command)
    {
        if (command.Shell)
        {
            return ["-c", command.Value];
        }

        return command.HasValue ? [command.Value, .. command.Arguments] : [.. command.Arguments];
    }

    public static DockerContainer Describe(
        ContainerInfo container, IEnumerable<Resource> resources, FrameworkId framework, ExecutorId executor, TaskId? task)
    {
        ResourceSet given = ResourceSet.From(resources);
        var labels = new List<KeyValuePair<string, string>>
        {
            new("tepui.framework_id", framework.Value),
            new("tepui.executor_id", executor.Value),
        };
        if (task is { } known)
        {
            labels.Add(new("tepui.task_id", known.Value));
        }

        return new DockerContainer(
            container, FixedPoint.ToDouble(given.Scalar("cpus")), given.Scalar("mem") * Mebibyte / FixedPoint.One, labels);
    }
}
