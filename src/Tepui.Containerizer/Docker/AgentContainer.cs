using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker;

/// <summary>The Docker container in which an agent itself may run: what it must be like for the agent's own containers to work.</summary>
public static partial class AgentContainer
{
    /// <summary>The id of the container this process runs in; null when it runs in none that can be told.</summary>
    /// <param name="mounts">The text of <c>/proc/self/mountinfo</c>: dockerd mounts files of its own, which lie in a folder named by the id.</param>
    public static string? OwnId(string mounts) => ContainerFolder().Match(mounts) is { Success: true } match ? match.Groups["id"].Value : null;

    /// <summary>What is wrong with it, with what to do; empty when nothing is.</summary>
    /// <param name="directories">Folders of the agent's that its containers are given: dockerd looks for them on the host.</param>
    /// <exception cref="DockerImagesException">dockerd is away, or knows nothing of the container.</exception>
    public static async Task<IReadOnlyList<string>> FaultsAsync(
        string socket, string id, IEnumerable<string> directories, CancellationToken cancellation)
    {
        using var engine = new EngineClient(socket, TimeProvider.System);
        try
        {
            ContainerInspection inspection = EngineClient.Parse(
                await engine.InspectAsync(id, cancellation), EngineJson.Default.ContainerInspection);
            return [.. Faults(inspection, directories)];
        }
        catch (Exception e) when (e is EngineRefusedException or EngineUnavailableException)
        {
            throw new DockerImagesException(e.Message, e);
        }
    }

    internal static IEnumerable<string> Faults(ContainerInspection inspection, IEnumerable<string> directories)
    {
        if (inspection.HostConfig?.PidMode != "host")
            yield return "the agent's own container does not see the processes of the others: run it with --pid=host";
        if (inspection.HostConfig?.NetworkMode != "host")
            yield return "the agent's own container is not in the host's network, where tasks and the master look for it: run it with --network=host";
        foreach (string directory in directories)
        {
            MountInspection? mount = (inspection.Mounts ?? [])
                .Where(mount => directory == mount.Destination || directory.StartsWith(mount.Destination.TrimEnd('/') + "/", StringComparison.Ordinal))
                .MaxBy(mount => mount.Destination.Length);
            if (mount?.Source.TrimEnd('/') != mount?.Destination.TrimEnd('/') || mount is not { RW: true })
            {
                yield return $"{directory} of the agent's own container is not the host's folder of the same path, where dockerd looks for it: "
                    + $"run it with -v {directory}:{directory}";
            }
        }
    }

    [GeneratedRegex("/containers/(?<id>[0-9a-f]{64})/", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ContainerFolder();
}
