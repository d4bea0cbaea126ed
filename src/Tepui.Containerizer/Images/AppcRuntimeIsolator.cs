using Mesos.V1;
using Tepui.Containerizer.Images.Provisioning;

namespace Tepui.Containerizer.Images;

/// <summary>For images of type APPC, by the app in their manifest (src/slave/containerizer/mesos/isolators/appc/runtime.cpp).</summary>
public sealed class AppcRuntimeIsolator(Provisioner provisioner) : ImageRuntimeIsolator(provisioner, Image.Types.Type.Appc)
{
    public override string Name => "appc/runtime";
}
