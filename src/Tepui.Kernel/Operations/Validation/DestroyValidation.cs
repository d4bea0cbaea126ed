using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Destroy = Mesos.V1.Offer.Types.Operation.Types.Destroy;

namespace Tepui.Kernel.Operations.Validation;

/// <summary>DESTROY (src/master/validation.cpp): persistent volumes that nothing uses become disk again, and lose what is in them.</summary>
public static class DestroyValidation
{
    /// <summary>All that is wrong; empty when nothing is. The operation must be normalized (<see cref="OperationMessage"/>).</summary>
    /// <param name="checkpointed">The agent's volumes and reservations.</param>
    /// <param name="used">What tasks and executors on the agent hold.</param>
    public static IReadOnlyList<string> Validate(Destroy destroy, ResourceSet checkpointed, ResourceSet used)
    {
        System.ArgumentNullException.ThrowIfNull(destroy);
        System.ArgumentNullException.ThrowIfNull(checkpointed);
        System.ArgumentNullException.ThrowIfNull(used);
        var volumes = destroy.Volumes.Select(static volume => ResourceMessage.ToEntry(volume).WithAllocation(null)).ToArray();
        var faults = default(FaultList);
        faults.Add("Invalid resources: ", ResourceRules.Validate(volumes));
        faults.Add("Invalid resources: ", ResourceRules.SingleProvider(volumes));
        faults.Add("Not a persistent volume: ", ResourceRules.PersistentVolumes(volumes));
        if (!faults.IsEmpty)
        {
            return faults.All;
        }

        var (known, inUse) = (checkpointed.WithoutAllocation(), used.WithoutAllocation());
        var alone = volumes.Select(static volume => (volume.Key, Set: ResourceSet.From([volume]))).ToArray();
        faults.AddWhen(
            alone.Any(volume => volume.Key.ProviderId is null && !known.Contains(volume.Set)),
            "Persistent volumes not found");
        faults.AddWhen(alone.Any(volume => inUse.Contains(volume.Set)), "Persistent volumes in use");
        return faults.All;
    }
}
