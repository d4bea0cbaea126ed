using System.Linq;
using Tepui.Kernel.Resources;
using ReservationType = Mesos.V1.Resource.Types.ReservationInfo.Types.Type;

namespace Tepui.Kernel.Operations;

/// <summary>
/// Dynamic reservations and persistent volumes, which an agent writes down: with its flags' resources they make its total
/// (src/common/resources_utils.cpp).
/// </summary>
public static class CheckpointedResources
{
    /// <summary>What of an agent's total is to be written down.</summary>
    public static ResourceSet Of(ResourceSet total) => total.Filter(static entry => entry.Key.IsCheckpointed);

    /// <summary>The total, or null with the reason: the flags' resources are not those that were reserved and made volumes of.</summary>
    /// <param name="resources">As the agent's flags give them: unreserved and statically reserved.</param>
    public static ResourceSet? Apply(ResourceSet resources, ResourceSet checkpointed, out string? fault)
    {
        fault = null;
        var total = resources;
        foreach (var entry in checkpointed)
        {
            if (!entry.Key.IsCheckpointed)
            {
                fault = $"Unexpected checkpointed resources {entry}";
                return null;
            }

            var origin = ResourceSet.From([entry.WithKey(OriginOf(entry.Key))]);
            if (!total.Contains(origin))
            {
                fault = $"Incompatible agent resources: {total} does not contain {origin}";
                return null;
            }

            total = total - origin + ResourceSet.From([entry]);
        }

        return total;
    }

    /// <summary>Without volume and without dynamic reservations: only a stack's first can be static.</summary>
    private static ResourceKey OriginOf(ResourceKey key)
    {
        var disk = key.IsPersistentVolume ? key.WithoutVolume() : key;
        return disk.IsDynamicallyReserved
            ? disk.WithReservations(disk.Reservations.Where(static made => made.Type == ReservationType.Static).ToArray())
            : disk;
    }
}
