using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Master.Roles;

/// <summary>What guarantees are held against: the scalars of all registered agents, their links open or not, but for revocable ones.</summary>
internal static class ClusterCapacity
{
    public static ResourceQuantities Of(MasterContext context) => ResourceQuantities.Sum(
        context.State.Agents.Select(static agent => agent.Total),
        static key => !key.IsRevocable && key.Kind == Value.Types.Type.Scalar);
}
