using Mesos.V1;
using Tepui.Containerizer.Images.Provisioning;

namespace Tepui.Containerizer.Images;

/// <summary>For images of type DOCKER (docs/isolators/docker-runtime.md).</summary>
public sealed class DockerRuntimeIsolator(Provisioner provisioner) : ImageRuntimeIsolator(provisioner, Image.Types.Type.Docker)
{
    public override string Name => "docker/runtime";
}
