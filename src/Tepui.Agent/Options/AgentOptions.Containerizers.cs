using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>What runs containers.</summary>
public sealed partial class AgentOptions
{
    private const string ProcessContainerizer = "mesos";
    private const string DockerContainerizer = "docker";
    private const string UnixScheme = "unix://";

    [Flag("containerizers", "What runs tasks: 'mesos' (processes), or 'mesos,docker'. With docker, a dockerd must listen at --docker_socket.", Value = "NAMES")]
    public string Containerizers { get; set; } = ProcessContainerizer;

    [Flag("docker_socket", "The Unix socket of dockerd, as a path or as unix://PATH.", Value = "PATH")]
    public string DockerSocket { get; set; } = "/var/run/docker.sock";

    [Flag("docker_remove_delay", "How long a Docker container is kept after its end, for people to look into.", Value = "DURATION")]
    public TimeSpan DockerRemoveDelay { get; set; } = TimeSpan.FromHours(6);

    [Flag("docker_kill_orphans", "Whether running Docker containers that this agent has started and knows nothing of are killed and removed.")]
    public bool DockerKillOrphans { get; set; } = true;

    [Flag("docker_stop_timeout", "How long a Docker container that is destroyed may take to end by itself. Tasks that are killed have their grace period before.", Value = "DURATION")]
    public TimeSpan DockerStopTimeout { get; set; } = TimeSpan.Zero;

    [Flag("docker_mesos_image", "The image the agent itself runs from, when it runs in a Docker container: what its containers need of that one is checked at the start.", Value = "IMAGE")]
    public string? DockerMesosImage { get; set; }

    [Flag("sandbox_directory", "Where a Docker container finds its sandbox.", Value = "PATH")]
    public string SandboxDirectory { get; set; } = "/mnt/mesos/sandbox";

    /// <summary>Whether tasks with a container of type DOCKER can run here.</summary>
    internal bool HasDocker => Names().Contains(DockerContainerizer);

    internal string DockerSocketPath =>
        DockerSocket.StartsWith(UnixScheme, StringComparison.Ordinal) ? DockerSocket[UnixScheme.Length..] : DockerSocket;

    private string[] Names() => Containerizers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private IEnumerable<string> ContainerizerFaults()
    {
        foreach (string name in Names().Where(name => name is not (ProcessContainerizer or DockerContainerizer)))
            yield return $"--containerizers: '{name}' is neither 'mesos' nor 'docker'";
        if (!Names().Contains(ProcessContainerizer))
            yield return "--containerizers: must have 'mesos', which also watches over Docker's containers: give 'mesos,docker'";
        if (!DockerSocketPath.StartsWith('/'))
            yield return $"--docker_socket: '{DockerSocket}' is no absolute path of a Unix socket, with or without unix://";
        if (DockerMesosImage is not null && !HasDocker)
            yield return "--docker_mesos_image: is for an agent that runs Docker containers: give --containerizers=mesos,docker with it";
        if (DockerRemoveDelay < TimeSpan.Zero)
            yield return "--docker_remove_delay: must not be negative";
        if (DockerStopTimeout < TimeSpan.Zero)
            yield return "--docker_stop_timeout: must not be negative";
        if (!SandboxDirectory.StartsWith('/') || SandboxDirectory == "/")
            yield return $"--sandbox_directory: '{SandboxDirectory}' is no absolute path of a folder below the root";
    }
}
