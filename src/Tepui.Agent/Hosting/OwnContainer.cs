using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Agent.Options;
using Tepui.Containerizer.Docker;

namespace Tepui.Agent.Hosting;

/// <summary>
/// An agent in a Docker container (--docker_mesos_image). Its Docker containers are dockerd's children and outlive it without help, so
/// nothing is started differently; but they must find what the agent gives them.
/// </summary>
internal static class OwnContainer
{
    /// <exception cref="AgentStartException">The agent's container lacks what others need of it.</exception>
    public static async Task CheckAsync(
        AgentOptions options, string image, string workDirectory, ILogger logger, CancellationToken cancellation)
    {
        if (AgentContainer.OwnId(await File.ReadAllTextAsync("/proc/self/mountinfo", cancellation)) is not { } id)
        {
            Log.OwnContainerUnknown(logger, image, "the agent seems to run in none");
            return;
        }

        try
        {
            string[] directories = options.ExecutorSocketIn(workDirectory) is { } socket ? [workDirectory, socket.Folder] : [workDirectory];
            IReadOnlyList<string> faults = await AgentContainer.FaultsAsync(options.DockerSocketPath, id, directories, cancellation);
            if (faults.Count > 0)
                throw new AgentStartException(string.Join("; ", faults));
        }
        catch (DockerImagesException e)
        {
            Log.OwnContainerUnknown(logger, image, e.Message);
        }
    }
}
