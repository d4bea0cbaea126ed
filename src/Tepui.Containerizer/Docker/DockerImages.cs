using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker;

/// <summary>The images of a dockerd, for who brings his own.</summary>
/// <param name="socket">Its Unix socket, as a path or as <c>unix://PATH</c>.</param>
public sealed class DockerImages(string socket, TimeProvider? time = null) : IDisposable
{
    private readonly EngineClient _engine = new(
        socket.StartsWith("unix://", StringComparison.Ordinal) ? socket[7..] : socket, time ?? TimeProvider.System);

    /// <summary>The value of an image's label; null when it has none, or when there is no such image.</summary>
    /// <exception cref="DockerImagesException">dockerd is away.</exception>
    public async Task<string?> LabelAsync(string image, string label, CancellationToken cancellation)
    {
        try
        {
            ImageInspection found = await _engine.ImageAsync(image, cancellation);
            return found.Config?.Labels?.GetValueOrDefault(label);
        }
        catch (EngineRefusedException e) when (e.IsMissing)
        {
            return null;
        }
        catch (Exception e) when (e is EngineUnavailableException or EngineRefusedException)
        {
            throw new DockerImagesException(e.Message, e);
        }
    }

    /// <summary>Loads the images of an archive as <c>docker save</c> makes it.</summary>
    /// <exception cref="DockerImagesException">dockerd is away, or refuses it.</exception>
    public async Task LoadAsync(Stream archive, CancellationToken cancellation)
    {
        try
        {
            await _engine.LoadAsync(archive, cancellation);
        }
        catch (Exception e) when (e is EngineUnavailableException or EngineRefusedException)
        {
            throw new DockerImagesException($"dockerd did not take the images: {e.Message}", e);
        }
    }

    public void Dispose() => _engine.Dispose();
}

/// <summary>dockerd is away or said no; the message is one line for the user.</summary>
public sealed class DockerImagesException(string message, Exception innerException) : Exception(message, innerException);
