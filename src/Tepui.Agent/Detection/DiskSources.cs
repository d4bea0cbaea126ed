using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tepui.Kernel;
using Tepui.Kernel.Agent.Volumes;
using Tepui.Kernel.Resources;
using DiskSource = Mesos.V1.Resource.Types.DiskInfo.Types.Source;
using DiskType = Mesos.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace Tepui.Agent.Detection;

/// <summary>
/// The disks that --resources names beside the root disk (docs/multiple-disk.md): the folder of a PATH disk is made, a MOUNT disk
/// must be mounted.
/// </summary>
internal static class DiskSources
{
    /// <summary>All that is wrong with them, each a line that names the disk.</summary>
    public static IEnumerable<string> Prepare(ResourceSet resources, string workDirectory) => resources
        .Select(entry => entry.Key.Disk?.Source)
        .OfType<DiskSource>()
        .Select(source => Fault(source, workDirectory))
        .OfType<string>()
        .Select(fault => "--resources: " + fault);

    private static string? Fault(DiskSource source, string workDirectory) => source.Type switch
    {
        DiskType.Path when source.Path?.Root is { Length: > 0 } root => MakePath(VolumePlace.Absolute(workDirectory, root)),
        DiskType.Mount when source.Mount?.Root is { Length: > 0 } root => FindMount(VolumePlace.Absolute(workDirectory, root)),
        DiskType.Path or DiskType.Mount =>
            $"the {WireNames.Of(source.Type)} disk has no root: give disk.source.{WireNames.Of(source.Type).ToLowerInvariant()}.root",
        _ => $"disks of type {WireNames.Of(source.Type)} are not supported yet: give PATH or MOUNT",
    };

    private static string? MakePath(string root)
    {
        try
        {
            Directory.CreateDirectory(root);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot make the folder {root} of a PATH disk: {e.Message}";
        }
    }

    private static string? FindMount(string root)
    {
        if (!Directory.Exists(root))
            return $"the MOUNT disk {root} is not there: mount it, or give a PATH disk";
        string real = new DirectoryInfo(root).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? root;
        return File.ReadLines("/proc/self/mounts").Any(line => MountedAt(line) == real)
            ? null
            : $"nothing is mounted at {real}, the root of a MOUNT disk: mount it, or give a PATH disk";
    }

    /// <summary>The second word; spaces and the like in it stand as three octal digits after a backslash.</summary>
    private static string MountedAt(string line)
    {
        string[] words = line.Split(' ');
        return words.Length < 2
            ? ""
            : words[1].Replace("\\040", " ").Replace("\\011", "\t").Replace("\\012", "\n").Replace("\\134", "\\");
    }
}
