using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using DiskInfo = Mesos.V1.Resource.Types.DiskInfo;
using DiskType = Mesos.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;
using ReservationInfo = Mesos.V1.Resource.Types.ReservationInfo;

namespace Tepui.Kernel.Resources;

/// <summary>
/// Everything about a resource but its quantity. Only quantities with equal keys are ever added, compared or subtracted, so
/// nothing that Mesos tells apart is merged (src/common/resources.cpp). Reservations are in the form with reservation
/// refinement: a stack, the last of which holds.
/// </summary>
public sealed class ResourceKey : IEquatable<ResourceKey>
{
    private readonly int _hash;
    private ResourceKey? _lastAllocated;
    private ResourceKey? _unallocated;

    /// <summary>The messages must not be changed by anyone afterwards.</summary>
    public ResourceKey(
        string name,
        Value.Types.Type kind,
        IReadOnlyList<ReservationInfo>? reservations = null,
        DiskInfo? disk = null,
        bool isRevocable = false,
        bool isShared = false,
        string? providerId = null,
        string? allocationRole = null)
    {
        Name = name;
        Kind = kind;
        Reservations = reservations ?? [];
        Disk = disk;
        IsRevocable = isRevocable;
        IsShared = isShared;
        ProviderId = providerId;
        AllocationRole = allocationRole;
        IsExclusive = isShared || disk is { Persistence: not null } || disk?.Source is { } source &&
            (source.Type is DiskType.Mount or DiskType.Block || (source.Type == DiskType.Raw && source.HasId));
        _hash = HashCode.Combine(name, kind, Reservations.Count, DiskIdentity.Hash(disk), isRevocable, isShared, providerId, allocationRole);
    }

    public string Name { get; }

    public Value.Types.Type Kind { get; }

    public IReadOnlyList<ReservationInfo> Reservations { get; }

    public DiskInfo? Disk { get; }

    public bool IsRevocable { get; }

    public bool IsShared { get; }

    public string? ProviderId { get; }

    /// <summary>The role this is allocated to, or null while it is free.</summary>
    public string? AllocationRole { get; }

    /// <summary>A thing that cannot be split or joined: a persistent volume, a mounted disk, a block or raw device with an id.</summary>
    public bool IsExclusive { get; }

    public bool IsReserved => Reservations.Count > 0;

    public bool IsPersistentVolume => Disk?.Persistence is not null;

    /// <summary>Whether an agent must write it down: its flags do not say it (Mesos's <c>needCheckpointing</c>).</summary>
    public bool IsCheckpointed => IsDynamicallyReserved || IsPersistentVolume;

    public bool IsDynamicallyReserved => IsReserved && Reservations[^1].Type == ReservationInfo.Types.Type.Dynamic;

    /// <summary>The role it is reserved for, <c>*</c> when for none.</summary>
    public string ReservationRole => IsReserved ? Reservations[^1].Role : "*";

    /// <summary>The same resource as allocated to a role (null: to none). Repeated asking for one role costs nothing.</summary>
    public ResourceKey WithAllocation(string? role)
    {
        if (string.Equals(AllocationRole, role, StringComparison.Ordinal))
        {
            return this;
        }

        if (role is null)
        {
            return _unallocated ??= Copy(null);
        }

        var free = AllocationRole is null ? this : WithAllocation(null);
        var last = free._lastAllocated;
        if (last is null || !string.Equals(last.AllocationRole, role, StringComparison.Ordinal))
        {
            last = free.Copy(role);
            last._unallocated = free;
            free._lastAllocated = last;
        }

        return last;
    }

    public ResourceKey WithoutReservations() => IsReserved ? WithReservations([]) : this;

    /// <summary>Without the last reservation, so reserved as it was before that was made.</summary>
    public ResourceKey PopReservation() => WithReservations(Reservations.Take(Reservations.Count - 1).ToArray());

    /// <summary>The disk that a volume was made of: not persistent, not shared.</summary>
    public ResourceKey WithoutVolume() =>
        new(Name, Kind, Reservations, DiskIdentity.WithoutVolume(Disk), IsRevocable, false, ProviderId, AllocationRole);

    public ResourceKey WithReservations(IReadOnlyList<ReservationInfo> reservations) =>
        new(Name, Kind, reservations, Disk, IsRevocable, IsShared, ProviderId, AllocationRole);

    public bool Equals(ResourceKey? other) =>
        ReferenceEquals(this, other) ||
        (other is not null && _hash == other._hash && Kind == other.Kind && IsRevocable == other.IsRevocable &&
        IsShared == other.IsShared && Same(Name, other.Name) && Same(AllocationRole, other.AllocationRole) &&
        Same(ProviderId, other.ProviderId) && DiskIdentity.Same(Disk, other.Disk) &&
        (ReferenceEquals(Reservations, other.Reservations) || Reservations.SequenceEqual(other.Reservations)));

    public override bool Equals(object? obj) => Equals(obj as ResourceKey);

    public override int GetHashCode() => _hash;

    /// <summary>As Mesos writes what stands before the quantity.</summary>
    public override string ToString() => ResourceKeyText.Write(this);

    private static bool Same(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);

    private ResourceKey Copy(string? role) => new(Name, Kind, Reservations, Disk, IsRevocable, IsShared, ProviderId, role);
}
