using System;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Images.References;

namespace Tepui.Containerizer.Images.Registry;

/// <summary>Where images come from.</summary>
internal interface IImageSource : IDisposable
{
    /// <summary>Finds an image; nothing but its manifest and its configuration is read yet.</summary>
    /// <param name="credentials">Of who wants it; null for those the agent has.</param>
    /// <exception cref="ImageException">It cannot be had; the message says what to do.</exception>
    Task<IImagePull> FindAsync(ImageName image, DockerConfiguration? credentials, CancellationToken cancellation);
}

/// <summary>An image that was found.</summary>
internal interface IImagePull : IDisposable
{
    ImageManifest Manifest { get; }

    ImageConfiguration Configuration { get; }

    /// <summary>Writes a layer as it is, packed or not; what a file of the path holds already is gone on from.</summary>
    /// <exception cref="ImageException">It cannot be had whole, or is not what its digest says.</exception>
    Task FetchLayerAsync(BlobReference layer, string path, CancellationToken cancellation);
}
