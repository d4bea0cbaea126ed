using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Resources;
using Operation = Mesos.V1.Offer.Types.Operation;
using OperationType = Mesos.V1.Offer.Types.Operation.Types.Type;

namespace Tepui.Kernel.Operations;

/// <summary>
/// What the operations on an agent's own resources convert (src/common/resources_utils.cpp). They must be valid
/// (<see cref="OperationMessage"/>). Master and agent compute by this, so that both come to the same resources.
/// </summary>
public static class OperationConversions
{
    /// <summary>In order; each works on what the ones before it made.</summary>
    /// <exception cref="ArgumentException">The operation is none of those that convert resources at once.</exception>
    public static IReadOnlyList<ResourceConversion> Of(Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Type switch
        {
            OperationType.Reserve => [Reserve(operation.Reserve)],
            OperationType.Unreserve => operation.Unreserve.Resources.Select(Unreserve).ToArray(),
            OperationType.Create => operation.Create.Volumes.Select(Create).ToArray(),
            OperationType.Destroy => operation.Destroy.Volumes.Select(Destroy).ToArray(),
            OperationType.GrowVolume => [Grow(operation.GrowVolume)],
            OperationType.ShrinkVolume => [Shrink(operation.ShrinkVolume)],
            _ => throw new ArgumentException($"{WireNames.Of(operation.Type)} converts nothing at once", nameof(operation)),
        };
    }

    /// <summary>The resources after all of an operation, or null with the reason; then nothing of it holds.</summary>
    public static ResourceSet? Apply(IReadOnlyList<ResourceConversion> conversions, ResourceSet resources, out string? fault)
    {
        fault = null;
        ResourceSet? result = resources;
        foreach (var conversion in conversions)
        {
            result = conversion.Apply(result, out fault);
            if (result is null)
            {
                return null;
            }
        }

        return result;
    }

    /// <summary>All that an operation takes.</summary>
    public static ResourceSet Consumed(IReadOnlyList<ResourceConversion> conversions) =>
        conversions.Aggregate(ResourceSet.Empty, static (sum, conversion) => sum + conversion.Consumed);

    /// <summary>All that an operation makes.</summary>
    public static ResourceSet Converted(IReadOnlyList<ResourceConversion> conversions) =>
        conversions.Aggregate(ResourceSet.Empty, static (sum, conversion) => sum + conversion.Converted);

    private static ResourceConversion Reserve(Operation.Types.Reserve reserve)
    {
        var reserved = ResourceSet.From(reserve.Resources);
        return new ResourceConversion(
            reserve.Source.Count > 0
                ? ResourceSet.From(reserve.Source)
                : Map(reserved, static key => key.PopReservation()),
            reserved);
    }

    private static ResourceConversion Unreserve(Resource resource)
    {
        var reserved = One(resource);
        return new ResourceConversion(reserved, Map(reserved, static key => key.PopReservation()));
    }

    private static ResourceConversion Create(Resource resource)
    {
        var volume = One(resource);
        return new ResourceConversion(Map(volume, static key => key.WithoutVolume()), volume);
    }

    private static ResourceConversion Destroy(Resource resource)
    {
        var volume = One(resource);
        return new ResourceConversion(volume, Map(volume, static key => key.WithoutVolume()), MustVanish: true);
    }

    private static ResourceConversion Grow(Operation.Types.GrowVolume grow)
    {
        var volume = ResourceMessage.ToEntry(grow.Volume);
        var addition = ResourceMessage.ToEntry(grow.Addition);
        return new ResourceConversion(
            ResourceSet.From([volume, addition]),
            ResourceSet.From([ResourceEntry.Scalar(volume.Key, volume.Thousandths + addition.Thousandths)]));
    }

    private static ResourceConversion Shrink(Operation.Types.ShrinkVolume shrink)
    {
        var volume = ResourceMessage.ToEntry(shrink.Volume);
        var freed = FixedPoint.FromDouble(shrink.Subtract.Value);
        return new ResourceConversion(
            ResourceSet.From([volume]),
            ResourceSet.From(
            [
                ResourceEntry.Scalar(volume.Key, volume.Thousandths - freed),
                ResourceEntry.Scalar(volume.Key.WithoutVolume(), freed),
            ]));
    }

    private static ResourceSet One(Resource resource) => ResourceSet.From([ResourceMessage.ToEntry(resource)]);

    private static ResourceSet Map(ResourceSet resources, Func<ResourceKey, ResourceKey> change) =>
        ResourceSet.From(resources.Select(entry => entry.WithKey(change(entry.Key))));
}
