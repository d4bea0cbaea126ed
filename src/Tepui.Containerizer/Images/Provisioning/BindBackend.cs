using System.Collections.Generic;
using Tepui.Containerizer.Mounts;

namespace Tepui.Containerizer.Images.Provisioning;

/// <summary>The one layer itself, which nobody may write.</summary>
internal sealed class BindBackend : IRootBackend
{
    public string Name => "bind";

    public void Provision(IReadOnlyList<string> layers, string root, string scratch)
    {
        if (layers.Count != 1)
            throw new ImageException($"it has {layers.Count} layers, and --image_provisioner_backend=bind takes one: use overlay or copy");
        HostMounts.BindReadOnly(layers[0], root);
    }
}
