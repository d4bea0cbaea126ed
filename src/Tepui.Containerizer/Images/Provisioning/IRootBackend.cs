using System.Collections.Generic;
using System.IO;

namespace Tepui.Containerizer.Images.Provisioning;

/// <summary>Makes one root of an image's layers (docs/container-image.md, provisioner backends).</summary>
internal interface IRootBackend
{
    /// <summary>As --image_provisioner_backend names it.</summary>
    string Name { get; }

    /// <summary>What is mounted below the root's folder is unmounted, and the folders are removed, by who called.</summary>
    /// <param name="layers">From the lowest up.</param>
    /// <param name="root">An empty folder.</param>
    /// <param name="scratch">An empty folder, on the same disk as the root.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="ImageException">This backend cannot do this image.</exception>
    void Provision(IReadOnlyList<string> layers, string root, string scratch);
}
