using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Reserve = Mesos.V1.Offer.Types.Operation.Types.Reserve;

namespace Tepui.Kernel.Operations.Validation;

/// <summary>RESERVE (src/master/validation.cpp): in place of the reservation on top, or of <c>source</c>, a new one.</summary>
public static class ReserveValidation
{
    /// <summary>All that is wrong; empty when nothing is. The operation must be normalized (<see cref="OperationMessage"/>).</summary>
    public static IReadOnlyList<string> Validate(Reserve reserve, OperationCaller caller)
    {
        System.ArgumentNullException.ThrowIfNull(reserve);
        System.ArgumentNullException.ThrowIfNull(caller);
        var resources = reserve.Resources.Select(ResourceMessage.ToEntry).ToArray();
        var source = reserve.Source.Select(ResourceMessage.ToEntry).ToArray();
        var faults = default(FaultList);
        faults.Add("Invalid resources: ", ResourceRules.Validate(resources));
        faults.Add("Invalid source: ", ResourceRules.Validate(source));
        if (source.Length > 0)
        {
            ValidateSource(source, resources, ref faults);
        }

        faults.Add("Invalid resources: ", ResourceRules.SingleProvider(resources));
        foreach (var resource in resources)
        {
            ValidateOne(resource, caller, ref faults);
        }

        if (faults.IsEmpty && !caller.IsOperator)
        {
            faults.Add("Invalid reservation resources: ", ResourceRules.SingleRole(resources));
        }

        return faults.All;
    }

    private static void ValidateSource(ResourceEntry[] source, ResourceEntry[] target, ref FaultList faults)
    {
        faults.Add("Invalid source: ", SameReservations(source));
        faults.Add("Invalid resources: ", SameReservations(target));
        var (from, to) = (ResourceSet.From(source).WithoutReservations(), ResourceSet.From(target).WithoutReservations());
        if (!from.Equals(to))
        {
            faults.Add($"Source and target resources should refer to identical resource quantities: {from} vs. {to}");
        }
    }

    private static string? SameReservations(ResourceEntry[] entries) =>
        entries.Length == 0 ? "Resource cannot be empty"
        : entries.All(entry => entry.Key.Reservations.SequenceEqual(entries[0].Key.Reservations)) ? null
        : $"Mixed reservations are not supported{string.Join("; ", entries)}";

    private static void ValidateOne(in ResourceEntry resource, OperationCaller caller, ref FaultList faults)
    {
        if (!resource.Key.IsDynamicallyReserved)
        {
            faults.Add($"Resource {resource} is not dynamically reserved");
            return;
        }

        if (caller.Principal is not null)
        {
            faults.Add(ValidatePrincipal(resource.Key.Reservations[^1], caller.Principal));
        }

        faults.Add(caller.IsOperator ? ValidateFree(resource.Key) : ValidateRole(resource, caller.Roles ?? []));
    }

    private static string? ValidatePrincipal(Resource.Types.ReservationInfo reservation, string principal) =>
        !reservation.HasPrincipal
            ? $"A reserve operation was attempted by principal '{principal}', but there is a reserved resource in the request " +
                "with no principal set"
        : reservation.Principal != principal
            ? $"A reserve operation was attempted by authenticated principal '{principal}', which does not match a reserved " +
                $"resource in the request with principal '{reservation.Principal}'"
        : null;

    private static string? ValidateFree(ResourceKey key) => key.AllocationRole is null
        ? null
        : "A reserve operation was attempted with an allocated resource, but the operator API only allows reservations to be made " +
            "to unallocated resources";

    private static string? ValidateRole(in ResourceEntry resource, IReadOnlyCollection<string> roles)
    {
        var (allocated, reserved) = (resource.Key.AllocationRole, resource.Key.ReservationRole);
        return allocated is null
                ? $"A reserve operation was attempted on unallocated resource {resource}, but frameworks can only perform " +
                    "reservations on allocated resources"
            : allocated != reserved
                ? $"A reserve operation was attempted for a resource with role '{reserved}', but the resource was allocated to " +
                    $"role '{allocated}'"
            : !roles.Contains(allocated)
                ? $"A reserve operation was attempted for a resource allocated to role '{allocated}', but the framework only has " +
                    $"roles '{{ {string.Join(", ", roles)} }}'"
            : null;
    }
}
