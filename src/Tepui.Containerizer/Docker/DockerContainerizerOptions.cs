using System;
using Tepui.Containerizer.Resolvers;
using Tepui.Containerizer.Sockets;

namespace Tepui.Containerizer.Docker;

/// <summary>How an agent runs Docker containers.</summary>
/// <param name="RuntimeDirectory">
/// What runs is recorded in its folder <c>docker</c>, and its path marks the containers of this agent: several may share one dockerd.
/// </param>
public sealed record DockerContainerizerOptions(string RuntimeDirectory)
{
    /// <summary>Where dockerd listens (--docker_socket).</summary>
    public string Socket { get; init; } = "/var/run/docker.sock";

    /// <summary>Where a container finds its sandbox (--sandbox_directory).</summary>
    public string SandboxDirectory { get; init; } = "/mnt/mesos/sandbox";

    /// <summary>How long a container is kept after its end (--docker_remove_delay).</summary>
    public TimeSpan RemoveDelay { get; init; } = TimeSpan.FromHours(6);

    /// <summary>
    /// How long a container that is destroyed may take to end by itself (--docker_stop_timeout). Tasks that are killed have their own
    /// grace period before.
    /// </summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.Zero;

    /// <summary>Whether running containers that carry this agent's mark and that nobody knows are removed (--docker_kill_orphans).</summary>
    public bool KillOrphans { get; init; } = true;

    /// <summary>Whether the processors a container asks for are also the most it may use (--cgroups_enable_cfs).</summary>
    public bool BoundsCpu { get; init; }

    /// <summary>What executors reach the agent on; null without one.</summary>
    public ExecutorSocket? ExecutorSocket { get; init; }

    /// <summary>--default_container_dns: for containers whose parameters say nothing of it.</summary>
    public DefaultResolvers Resolvers { get; init; } = DefaultResolvers.None;

    /// <summary>--docker_config: credentials for pulls, as Docker's config.json; a sandbox that holds such a file comes first.</summary>
    public string? DockerConfiguration { get; init; }

    /// <summary>How long an end waits for what is left of the container's output.</summary>
    public TimeSpan OutputPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Containers are removed as soon as the agent's process ends, however it ends; else they are killed when it stays away.</summary>
    public bool DieWithAgent { get; init; }
}
