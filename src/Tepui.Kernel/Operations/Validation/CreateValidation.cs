using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Create = Mesos.V1.Offer.Types.Operation.Types.Create;

namespace Tepui.Kernel.Operations.Validation;

/// <summary>CREATE (src/master/validation.cpp): persistent volumes of reserved disk.</summary>
public static class CreateValidation
{
    /// <summary>All that is wrong; empty when nothing is. The operation must be normalized (<see cref="OperationMessage"/>).</summary>
    /// <param name="checkpointed">The agent's volumes and reservations: a volume's id must be new in its role.</param>
    public static IReadOnlyList<string> Validate(Create create, ResourceSet checkpointed, OperationCaller caller)
    {
        System.ArgumentNullException.ThrowIfNull(create);
        System.ArgumentNullException.ThrowIfNull(checkpointed);
        System.ArgumentNullException.ThrowIfNull(caller);
        var volumes = create.Volumes.Select(ResourceMessage.ToEntry).ToArray();
        var faults = default(FaultList);
        faults.Add("Invalid resources: ", ResourceRules.Validate(volumes));
        faults.Add("Invalid resources: ", ResourceRules.SingleProvider(volumes));
        faults.Add("Not a persistent volume: ", ResourceRules.PersistentVolumes(volumes));
        if (!faults.IsEmpty)
        {
            return faults.All;
        }

        faults.Add(ResourceRules.UniquePersistenceIds(checkpointed.WithoutAllocation() + ResourceSet.From(volumes).WithoutAllocation()));
        foreach (var volume in volumes)
        {
            if (volume.Key.IsShared && !caller.KnowsSharedResources)
            {
                faults.Add(
                    $"Create volume operation for '{volume}' has been attempted by framework '{caller.Framework}' with no " +
                    "SHARED_RESOURCES capability");
            }

            if (caller.Principal is not null)
            {
                faults.Add(ValidatePrincipal(volume.Key.Disk!.Persistence, caller.Principal));
            }
        }

        if (!caller.IsOperator)
        {
            faults.Add("Invalid volume resources: ", ResourceRules.SingleRole(volumes));
        }

        return faults.All;
    }

    private static string? ValidatePrincipal(Resource.Types.DiskInfo.Types.Persistence persistence, string principal) =>
        !persistence.HasPrincipal
            ? $"Create volume operation attempted by principal '{principal}', but there is a volume in the operation with no " +
                "principal set in 'disk.persistence'"
        : persistence.Principal != principal
            ? $"Create volume operation attempted by authenticated principal '{principal}', which does not match a volume in the " +
                $"operation with principal '{persistence.Principal}' set in 'disk.persistence'"
        : null;
}
