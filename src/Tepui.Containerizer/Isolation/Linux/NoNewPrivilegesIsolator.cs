using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Isolation.Linux;

/// <summary><c>linux/nnp</c>: no program gains privileges by being executed, be it setuid.</summary>
internal sealed class NoNewPrivilegesIsolator : IIsolator
{
    public string Name => "linux/nnp";

    public ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        plan.NoNewPrivileges = true;
        return ValueTask.CompletedTask;
    }
}
