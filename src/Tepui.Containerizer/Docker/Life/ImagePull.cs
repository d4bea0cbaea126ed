using System;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker.Life;

/// <summary>Has dockerd bring an image. It may take as long as it likes while it makes progress.</summary>
internal sealed class ImagePull(EngineClient engine, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <param name="credentials">For its registry, as the Engine API takes them; null for none.</param>
    /// <param name="reason">Why it is pulled, as the beginning of a complaint.</param>
    /// <exception cref="ContainerLaunchException">It cannot be had; the message says what to do.</exception>
    public async Task PullAsync(string image, string? credentials, string reason, CancellationToken cancellation)
    {
        DockerLog.Pulling(logger, image);
        string problem;
        try
        {
            await using Stream progress = await engine.PullAsync(ImageReference.Parse(image), credentials, cancellation);
            using var reader = new StreamReader(progress, Encoding.UTF8);
            while (true)
            {
                if (await reader.ReadLineAsync(cancellation).AsTask().WaitAsync(Patience, time, cancellation) is not { } line)
                    return;
                if (line.Length > 0
                    && EngineClient.Parse(Encoding.UTF8.GetBytes(line), EngineJson.Default.PullProgress).Error is { } error)
                {
                    problem = error;
                    break;
                }
            }
        }
        catch (TimeoutException)
        {
            problem = $"nothing came for {Patience.TotalMinutes} minutes";
        }
        catch (EngineRefusedException e)
        {
            problem = e.Message;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw engine.Lost(e);
        }

        throw new ContainerLaunchException(
            $"{reason} and the image '{image}' could not be pulled ({problem.ReplaceLineEndings(" ").Trim()}): check its name, "
            + "load it on the agent with 'docker load' or 'docker import', or give credentials for its registry by --docker_config or a .dockercfg among the URIs");
    }
}
