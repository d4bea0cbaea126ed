using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Isolation.Linux;

/// <summary>
/// <c>filesystem/linux</c>: every container has mounts of its own. It learns of the host's, and the host not of its own. One that looks
/// into its parent is where that is.
/// </summary>
internal sealed class FilesystemIsolator : IIsolator
{
    public string Name => "filesystem/linux";

    public ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        if (!plan.Launch.IsDebug)
            plan.Own |= Namespaces.Mount;
        if (plan.Hostname is null && plan.Launch is { IsDebug: false, Info: { HasHostname: true, Hostname: var name } })
        {
            plan.Hostname = name;
            plan.Own |= Namespaces.Uts;
        }

        return ValueTask.CompletedTask;
    }
}
