using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf.Collections;
using Mesos.V1;
using Tepui.Kernel.Resources;
using Operation = Mesos.V1.Offer.Types.Operation;
using OperationType = Mesos.V1.Offer.Types.Operation.Types.Type;

namespace Tepui.Kernel.Operations;

/// <summary>An operation's message: whether it is whole, and its resources in the one format that is computed with.</summary>
public static class OperationMessage
{
    /// <summary>Whether an operation converts an agent's own resources, at once and surely (all but launches and CSI disks).</summary>
    public static bool IsSpeculative(OperationType type) => type is OperationType.Reserve or OperationType.Unreserve
        or OperationType.Create or OperationType.Destroy or OperationType.GrowVolume or OperationType.ShrinkVolume;

    /// <summary>What is wrong with the form of an operation other than a launch, or null (src/common/resources_utils.cpp).</summary>
    public static string? FindFault(Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (!HasBody(operation))
        {
            var name = WireNames.Of(operation.Type);
            return operation.Type switch
            {
                OperationType.Unreserve => "An UNRESERVE offer operation must have the Offer.Operation.unreserve field set.",
                OperationType.GrowVolume => "A GROW_VOLUME operation must have the Offer.Operation.grow_volume field set",
                OperationType.ShrinkVolume => "A SHRINK_VOLUME offer operation must have the Offer.Operation.shrink_volume field set",
                _ when !Enum.IsDefined(operation.Type) || operation.Type == OperationType.Unknown => "Unknown offer operation",
                _ => $"A {name} offer operation must have the Offer.Operation.{name.ToLowerInvariant()} field set.",
            };
        }

        var faults = ResourceValidation.Validate(ResourcesOf(operation));
        return faults.Count == 0 ? null : string.Join("; ", faults);
    }

    /// <summary>
    /// A copy whose resources have their reservations as stacks, and are allocated to <paramref name="role"/> where they name no
    /// role themselves. Its form must have been found right.
    /// </summary>
    /// <param name="role">The offers' role; null for an operator's, which are of resources that nobody holds.</param>
    public static Operation Normalize(Operation operation, string? role)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var copy = operation.Clone();
        switch (copy.Type)
        {
            case OperationType.Reserve:
                Normalize(copy.Reserve.Resources, role);
                Normalize(copy.Reserve.Source, role);
                break;
            case OperationType.Unreserve:
                Normalize(copy.Unreserve.Resources, role);
                break;
            case OperationType.Create:
                Normalize(copy.Create.Volumes, role);
                break;
            case OperationType.Destroy:
                Normalize(copy.Destroy.Volumes, role);
                break;
            case OperationType.GrowVolume:
                copy.GrowVolume.Volume = Normalize(copy.GrowVolume.Volume, role);
                copy.GrowVolume.Addition = Normalize(copy.GrowVolume.Addition, role);
                break;
            case OperationType.ShrinkVolume:
                copy.ShrinkVolume.Volume = Normalize(copy.ShrinkVolume.Volume, role);
                break;
            case OperationType.CreateDisk:
                copy.CreateDisk.Source = Normalize(copy.CreateDisk.Source, role);
                break;
            case OperationType.DestroyDisk:
                copy.DestroyDisk.Source = Normalize(copy.DestroyDisk.Source, role);
                break;
        }

        return copy;
    }

    private static bool HasBody(Operation operation) => operation.Type switch
    {
        OperationType.Reserve => operation.Reserve is not null,
        OperationType.Unreserve => operation.Unreserve is not null,
        OperationType.Create => operation.Create is not null,
        OperationType.Destroy => operation.Destroy is not null,
        OperationType.GrowVolume => operation.GrowVolume is not null,
        OperationType.ShrinkVolume => operation.ShrinkVolume is not null,
        OperationType.CreateDisk => operation.CreateDisk is not null,
        OperationType.DestroyDisk => operation.DestroyDisk is not null,
        _ => false,
    };

    private static IEnumerable<Resource> ResourcesOf(Operation operation) => operation.Type switch
    {
        OperationType.Reserve => operation.Reserve.Resources.Concat(operation.Reserve.Source),
        OperationType.Unreserve => operation.Unreserve.Resources,
        OperationType.Create => operation.Create.Volumes,
        OperationType.Destroy => operation.Destroy.Volumes,
        OperationType.GrowVolume => [operation.GrowVolume.Volume, operation.GrowVolume.Addition],
        OperationType.ShrinkVolume => [operation.ShrinkVolume.Volume],
        OperationType.CreateDisk => [operation.CreateDisk.Source],
        _ => [operation.DestroyDisk.Source],
    };

    private static void Normalize(RepeatedField<Resource> resources, string? role)
    {
        for (var index = 0; index < resources.Count; index++)
        {
            resources[index] = Normalize(resources[index], role);
        }
    }

    private static Resource Normalize(Resource resource, string? role)
    {
        var entry = ResourceMessage.ToEntry(resource);
        return ResourceMessage.FromEntry(
            entry.Key.AllocationRole is null ? entry.WithAllocation(role) : entry,
            ReservationFormat.Refined);
    }
}
