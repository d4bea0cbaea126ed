using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Unreserve = Mesos.V1.Offer.Types.Operation.Types.Unreserve;

namespace Tepui.Kernel.Operations.Validation;

/// <summary>UNRESERVE (src/master/validation.cpp): takes the reservation on top away, of all or of a part.</summary>
public static class UnreserveValidation
{
    /// <summary>All that is wrong; empty when nothing is. The operation must be normalized (<see cref="OperationMessage"/>).</summary>
    public static IReadOnlyList<string> Validate(Unreserve unreserve)
    {
        System.ArgumentNullException.ThrowIfNull(unreserve);
        var resources = unreserve.Resources.Select(ResourceMessage.ToEntry).ToArray();
        var faults = default(FaultList);
        faults.Add("Invalid resources: ", ResourceRules.Validate(resources));
        faults.Add("Invalid resources: ", ResourceRules.SingleProvider(resources));
        foreach (var resource in resources)
        {
            faults.Add(!resource.Key.IsDynamicallyReserved ? $"Resource {resource} is not dynamically reserved"
                : resource.Key.IsPersistentVolume
                    ? $"A dynamically reserved persistent volume {resource} cannot be unreserved directly. Please destroy the " +
                        "persistent volume first then unreserve the resource"
                : null);
        }

        return faults.All;
    }
}
