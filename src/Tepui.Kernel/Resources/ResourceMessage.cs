using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using ReservationInfo = Mesos.V1.Resource.Types.ReservationInfo;

namespace Tepui.Kernel.Resources;

/// <summary>Between one v1 message and one entry, in both reservation formats (src/common/resources_utils.cpp).</summary>
public static class ResourceMessage
{
    private static readonly ResourceKey Cpus = new("cpus", Value.Types.Type.Scalar);
    private static readonly ResourceKey Mem = new("mem", Value.Types.Type.Scalar);
    private static readonly ResourceKey Disk = new("disk", Value.Types.Type.Scalar);
    private static readonly ResourceKey Ports = new("ports", Value.Types.Type.Ranges);

    /// <summary>The message must be valid, and nobody may change it afterwards.</summary>
    public static ResourceEntry ToEntry(Resource resource)
    {
        var key = ToKey(resource);
        return resource.Type switch
        {
            Value.Types.Type.Scalar => ResourceEntry.Scalar(key, FixedPoint.FromDouble(resource.Scalar?.Value ?? 0)),
            Value.Types.Type.Ranges => ResourceEntry.Of(
                key,
                RangeList.From((resource.Ranges?.Range ?? []).Select(static range => new Range64(range.Begin, range.End)))),
            _ => ResourceEntry.Of(key, ItemSet.From(resource.Set?.Item ?? [])),
        };
    }

    public static Resource FromEntry(in ResourceEntry entry, ReservationFormat format)
    {
        var key = entry.Key;
        var resource = new Resource { Name = key.Name, Type = key.Kind };
        switch (key.Kind)
        {
            case Value.Types.Type.Scalar:
                resource.Scalar = new Value.Types.Scalar { Value = FixedPoint.ToDouble(entry.Thousandths) };
                break;
            case Value.Types.Type.Ranges:
                resource.Ranges = new Value.Types.Ranges();
                foreach (var range in entry.Ranges.Span)
                {
                    resource.Ranges.Range.Add(new Value.Types.Range { Begin = range.Begin, End = range.End });
                }

                break;
            default:
                resource.Set = new Value.Types.Set();
                resource.Set.Item.AddRange(entry.Items);
                break;
        }

        if (key.AllocationRole is not null)
        {
            resource.AllocationInfo = new Resource.Types.AllocationInfo { Role = key.AllocationRole };
        }

        if (key.ProviderId is not null)
        {
            resource.ProviderId = new ResourceProviderID { Value = key.ProviderId };
        }

        resource.Disk = key.Disk;
        resource.Revocable = key.IsRevocable ? new Resource.Types.RevocableInfo() : null;
        resource.Shared = key.IsShared ? new Resource.Types.SharedInfo() : null;
        WriteReservations(key, resource, format);
        return resource;
    }

    private static ResourceKey ToKey(Resource resource)
    {
        var role = resource.AllocationInfo?.Role;
        var reservations = ToReservations(resource);
        if (reservations.Count == 0 && resource.Disk is null && resource.Revocable is null && resource.Shared is null &&
            resource.ProviderId is null && Plain(resource) is { } plain)
        {
            return plain.WithAllocation(role);
        }

        return new ResourceKey(
            resource.Name,
            resource.Type,
            reservations,
            resource.Disk,
            resource.Revocable is not null,
            resource.Shared is not null,
            resource.ProviderId?.Value,
            role);
    }

    private static ResourceKey? Plain(Resource resource) => (resource.Name, resource.Type) switch
    {
        ("cpus", Value.Types.Type.Scalar) => Cpus,
        ("mem", Value.Types.Type.Scalar) => Mem,
        ("disk", Value.Types.Type.Scalar) => Disk,
        ("ports", Value.Types.Type.Ranges) => Ports,
        _ => null,
    };

    private static IReadOnlyList<ReservationInfo> ToReservations(Resource resource)
    {
        if (resource.Reservations.Count > 0)
        {
            return resource.Reservations.ToArray();
        }

        if (!resource.HasRole || string.Equals(resource.Role, "*", StringComparison.Ordinal))
        {
            return [];
        }

        var reservation = resource.Reservation?.Clone() ?? new ReservationInfo();
        reservation.Type = resource.Reservation is null ? ReservationInfo.Types.Type.Static : ReservationInfo.Types.Type.Dynamic;
        reservation.Role = resource.Role;
        return [reservation];
    }

    private static void WriteReservations(ResourceKey key, Resource resource, ReservationFormat format)
    {
        if (format != ReservationFormat.Unrefined || key.Reservations.Count > 1)
        {
            resource.Reservations.AddRange(key.Reservations);
        }

        if (format == ReservationFormat.Refined || key.Reservations.Count > 1)
        {
            return;
        }

        resource.Role = key.ReservationRole;
        if (key.IsDynamicallyReserved)
        {
            resource.Reservation = key.Reservations[0].Clone();
            resource.Reservation.ClearType();
            resource.Reservation.ClearRole();
        }
    }
}
