using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Images.Store;

namespace Tepui.Containerizer.Images.Provisioning;

/// <summary>One of --image_providers: images of one type, and the store where they are kept.</summary>
internal interface IImageProvider : IDisposable
{
    Image.Types.Type Type { get; }

    string StoreDirectory { get; }

    /// <summary>Makes the store's folders, once.</summary>
    /// <exception cref="IOException">It cannot be used, or another agent does.</exception>
    void Open();

    /// <summary>Brings an image of this type, unless it is here.</summary>
    /// <exception cref="ImageException">It cannot be had; the message says what to do.</exception>
    Task<ImageLease> GetAsync(Image image, CancellationToken cancellation);

    /// <summary>Takes up an image that a container of an earlier process uses.</summary>
    ImageLease Hold(string name, IReadOnlyList<string> layers);

    /// <summary>Removes images that no container uses.</summary>
    /// <param name="excluded">Names of Docker's images that stay nevertheless.</param>
    void Prune(IReadOnlyList<string> excluded);
}
