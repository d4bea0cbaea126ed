using System.Collections.Generic;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Roles;
using DiskType = Mesos.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace Tepui.Kernel.Agent.Volumes;

/// <summary>Where a persistent volume's files lie (docs/persistent-volume.md, docs/multiple-disk.md; src/slave/paths.cpp).</summary>
/// <param name="Id">The persistence id; unique within its role on an agent's disk only.</param>
/// <param name="Root">The disk: --work_dir, or the root of a PATH or MOUNT disk. A volume on a MOUNT disk is all of it.</param>
/// <param name="Directory">Absolute; made with the volume, and removed with it unless it is the root itself.</param>
public sealed record VolumePlace(string Id, string Root, string Directory)
{
    public bool IsWholeDisk => Directory == Root;

    /// <summary>What the directories of all volumes of the disk lie beneath, without a slash; the disk itself when that is one volume.</summary>
    public string Above => IsWholeDisk ? Root : Root.TrimEnd('/') + "/volumes/roles";

    /// <param name="workDirectory">--work_dir; roots of disks that are not absolute are relative to it.</param>
    /// <param name="volume">Without <see cref="Faults"/>.</param>
    public static VolumePlace Of(string workDirectory, ResourceKey volume)
    {
        string id = volume.Disk!.Persistence.Id;
        if (volume.Disk.Source is not { } source)
        {
            return Below(workDirectory, volume.ReservationRole, id);
        }

        string root = Absolute(workDirectory, source.Type == DiskType.Mount ? source.Mount.Root : source.Path.Root);
        return source.Type == DiskType.Mount ? new VolumePlace(id, root, root) : Below(root, volume.ReservationRole, id);
    }

    /// <summary>Why a resource is no volume that can be kept here; each a line.</summary>
    public static IEnumerable<string> Faults(ResourceKey volume)
    {
        if (volume.Disk?.Persistence is not { } persistence)
        {
            yield return $"{volume} is no persistent volume: set disk.persistence";
            yield break;
        }

        if (Sandbox.Fault(persistence.Id) is { } fault)
        {
            yield return $"Persistence ID '{persistence.Id}' {fault}";
        }

        if (!volume.IsReserved)
        {
            yield return $"{volume} is not reserved: persistent volumes cannot be created from unreserved resources";
        }
        else if (RoleName.Validate(volume.ReservationRole) is { Count: > 0 } faults)
        {
            yield return faults[0];
        }
        else if (Sandbox.Fault(Folder(volume.ReservationRole)) is { } unfit)
        {
            yield return $"Role '{volume.ReservationRole}' {unfit}";
        }

        switch (volume.Disk.Source)
        {
            case null or { Type: DiskType.Path, Path.Root.Length: > 0 } or { Type: DiskType.Mount, Mount.Root.Length: > 0 }:
                break;
            case { Type: DiskType.Path or DiskType.Mount }:
                yield return $"The {WireNames.Of(volume.Disk.Source.Type)} disk of {volume} has no root";
                break;
            default:
                yield return $"Volumes on disks of type {WireNames.Of(volume.Disk.Source.Type)} are not supported yet";
                break;
        }
    }

    /// <summary>A disk's root.</summary>
    public static string Absolute(string workDirectory, string root)
    {
        string trimmed = root.TrimEnd('/');
        return trimmed.StartsWith('/') ? trimmed : trimmed.Length == 0 ? "/" : workDirectory + "/" + trimmed;
    }

    private static VolumePlace Below(string root, string role, string id)
    {
        var place = new VolumePlace(id, root, "");
        return place with { Directory = $"{place.Above}/{Folder(role)}/{id}" };
    }

    /// <summary>A role's slashes become spaces, which no role has, so that no role's volumes lie among another's.</summary>
    private static string Folder(string role) => role.Replace('/', ' ');
}
