using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Resources;

/// <summary>
/// What resources that somebody uses or converts must keep beside their form (src/master/validation.cpp, "resource"). Each rule
/// answers with what is wrong, or null.
/// </summary>
internal static class ResourceRules
{
    /// <summary>The rules that hold for all: whole GPUs, disks that can be, no reservations of what may be revoked.</summary>
    public static string? Validate(IReadOnlyList<ResourceEntry> entries) =>
        Gpus(entries)
        ?? First(entries, static entry => Disk(entry), "Invalid DiskInfo: ")
        ?? First(entries, static entry => Reservation(entry), "Invalid ReservationInfo: ");

    /// <summary>Whether the rules above could find anything: plain quantities keep them all but that of whole GPUs.</summary>
    public static bool AreSpecial(ResourceSet resources)
    {
        foreach (ref readonly var entry in resources.Span)
        {
            if (entry.Key.Disk is not null || entry.Key.IsRevocable || entry.Key.IsDynamicallyReserved)
            {
                return true;
            }
        }

        return false;
    }

    public static string? SingleProvider(IReadOnlyList<ResourceEntry> entries)
    {
        var providers = entries.Select(static entry => entry.Key.ProviderId).Distinct(StringComparer.Ordinal).ToList();
        return providers.Count == 1 ? null
            : providers.Contains(null) ? "Some resources have a resource provider and some do not"
            : $"The resources have multiple resource providers: {string.Join(", ", providers)}";
    }

    public static string? PersistentVolumes(IReadOnlyList<ResourceEntry> entries) => First(entries, static entry =>
        entry.Key.Disk is not { } disk ? $"Resource {entry} does not have DiskInfo"
        : disk.Persistence is null ? "'persistence' is not set in DiskInfo"
        : disk.Volume is null ? "Expecting 'volume' to be set for persistent volume"
        : disk.Volume.Mode == Volume.Types.Mode.Ro ? "Read-only persistent volume not supported"
        : null);

    /// <summary>Persistence ids are unique for each role on an agent.</summary>
    public static string? UniquePersistenceIds(ResourceSet resources)
    {
        HashSet<(string Role, string Id)>? seen = null;
        foreach (ref readonly var entry in resources.Span)
        {
            if (entry.Key.Disk?.Persistence is { } persistence &&
                !(seen ??= []).Add((entry.Key.ReservationRole, persistence.Id)))
            {
                return $"Persistence ID '{persistence.Id}' is not unique";
            }
        }

        return null;
    }

    public static string? SingleRole(IReadOnlyList<ResourceEntry> entries)
    {
        string? role = null;
        foreach (var entry in entries)
        {
            if (entry.Key.AllocationRole is not { } own)
            {
                return "The resources are not allocated to a role";
            }

            if (role is not null && !string.Equals(own, role, StringComparison.Ordinal))
            {
                return $"The resources have multiple allocation roles ('{own}' and '{role}') but only one allocation role is allowed";
            }

            role = own;
        }

        return null;
    }

    public static string? RevocableMix(ResourceSet resources)
    {
        foreach (var group in resources.GroupBy(static entry => entry.Name, StringComparer.Ordinal))
        {
            if (group.Any(static entry => entry.Key.IsRevocable) && !group.All(static entry => entry.Key.IsRevocable))
            {
                return $"Cannot use both revocable and non-revocable '{group.Key}' at the same time";
            }
        }

        return null;
    }

    private static string? Gpus(IReadOnlyList<ResourceEntry> entries) =>
        entries.Where(static entry => entry.Name == "gpus").Sum(static entry => entry.Thousandths) % FixedPoint.One == 0
            ? null
            : "Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer";

    private static string? Disk(in ResourceEntry entry)
    {
        if (entry.Key.Disk is not { } disk)
        {
            return null;
        }

        if (disk.Persistence is null)
        {
            return disk.Volume is not null ? "Non-persistent volume not supported"
                : disk.Source is null ? "DiskInfo is set but empty"
                : null;
        }

        return entry.Key.IsRevocable ? "Persistent volumes cannot be created from revocable resources"
            : !entry.Key.IsReserved ? "Persistent volumes cannot be created from unreserved resources"
            : disk.Volume is null ? "Expecting 'volume' to be set for persistent volume"
            : disk.Volume.HasHostPath ? "Expecting 'host_path' to be unset for persistent volume"
            : IdValidation.Validate(disk.Persistence.Id) is { } fault ? $"Invalid persistence ID for persistent volume: {fault}"
            : null;
    }

    private static string? Reservation(in ResourceEntry entry) => entry.Key is { IsDynamicallyReserved: true, IsRevocable: true }
        ? $"Dynamically reserved resource {entry} cannot be created from revocable resources"
        : null;

    private static string? First(IReadOnlyList<ResourceEntry> entries, Func<ResourceEntry, string?> rule, string subject = "")
    {
        foreach (var entry in entries)
        {
            if (rule(entry) is { } fault)
            {
                return subject + fault;
            }
        }

        return null;
    }
}
