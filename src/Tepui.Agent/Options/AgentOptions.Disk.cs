using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Containerizer.Isolation.Disk;
using Tepui.Containerizer.Isolation.Disk.Xfs;
using Tepui.Kernel.Agent.Volumes;
using Tepui.Kernel.Resources;
using Tepui.Runtime.Flags;
using ByteText = Tepui.Runtime.Flags.ByteText;
using DiskType = Mesos.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace Tepui.Agent.Options;

/// <summary>What containers take of disks.</summary>
public sealed partial class AgentOptions
{
    [Flag("container_disk_watch_interval", "How often sandboxes and persistent volumes are measured. With 'disk/du'; with 'disk/xfs' and --xfs_kill_containers, how often it is looked who is to be killed.", Value = "DURATION")]
    public TimeSpan ContainerDiskWatchInterval { get; set; } = TimeSpan.FromSeconds(15);

    [Flag("enforce_container_disk_quota", "Whether a container is held to the disk it was given: with 'disk/du' it is killed, with 'disk/xfs' it cannot write more.")]
    public bool EnforceContainerDiskQuota { get; set; }

    [Flag("xfs_project_range", "Ids of projects of XFS that are given to sandboxes and persistent volumes, and that nobody else uses. With 'disk/xfs'.", Value = "RANGES")]
    public string XfsProjectRange { get; set; } = "[5000-10000]";

    [Flag("xfs_kill_containers", "Whether a container is killed that uses more disk than it was given, rather than that its writes fail. With 'disk/xfs' and --enforce_container_disk_quota.")]
    public bool XfsKillContainers { get; set; }

    [Flag("xfs_quota_headroom", "How much a container can write over its quota until --xfs_kill_containers finds it: a number with B, KB, MB, GB or TB. With 'disk/xfs'.", Value = "BYTES")]
    public string XfsQuotaHeadroom { get; set; } = "10MB";

    internal DiskOptions Disk => new() { WatchInterval = ContainerDiskWatchInterval, Enforces = EnforceContainerDiskQuota };

    /// <param name="workDirectory">Roots of disks that are not absolute are relative to it.</param>
    internal ProjectOptions Projects(string workDirectory, ProjectCounts counts, List<string> faults) => new()
    {
        Range = ProjectRange(faults),
        Kills = XfsKillContainers,
        HeadroomBytes = ByteText.TryParse(XfsQuotaHeadroom, out long headroom) ? headroom : 0,
        WatchInterval = DiskWatchInterval,
        Roots = PathDisks(workDirectory, faults),
        Counts = counts,
    };

    private List<(uint First, uint Last)> ProjectRange(List<string> faults)
    {
        bool isOne = XfsProjectRange.StartsWith('[') && !XfsProjectRange.Contains(';');
        ResourceSet? parsed = isOne ? ResourceText.Parse("projects:" + XfsProjectRange, []) : null;
        List<(ulong First, ulong Last)> range = [.. (parsed ?? ResourceSet.Empty).ToMessages()
            .SelectMany(resource => resource.Ranges?.Range ?? []).Select(part => (part.Begin, part.End))];
        if (range.Count == 0)
            faults.Add($"--xfs_project_range: '{XfsProjectRange}' is no list of ranges: write them as [5000-10000]");
        if (range.Any(part => part.First == 0))
            faults.Add("--xfs_project_range: 0 is the project of all that has none: begin with 1 or more");
        if (range.Any(part => part.Last > uint.MaxValue))
            faults.Add($"--xfs_project_range: project ids end with {uint.MaxValue}");
        return [.. range.Where(part => part.Last <= uint.MaxValue).Select(part => ((uint)part.First, (uint)part.Last))];
    }

    private List<string> PathDisks(string workDirectory, List<string> faults)
    {
        ResourceSet? given = ResourceText.Parse(ReadResources(faults) ?? "", [], DefaultRole);
        return [.. (given ?? ResourceSet.Empty).ToMessages()
            .Where(resource => resource is { Name: "disk", Disk.Source: { Type: DiskType.Path, Path.Root.Length: > 0 } })
            .Select(resource => VolumePlace.Absolute(workDirectory, resource.Disk.Source.Path.Root))
            .Distinct()];
    }

    private IEnumerable<string> DiskFaults()
    {
        if (ContainerDiskWatchInterval <= TimeSpan.Zero)
            yield return "--container_disk_watch_interval: must be positive";
        if (!ByteText.TryParse(XfsQuotaHeadroom, out _))
            yield return $"--xfs_quota_headroom: '{XfsQuotaHeadroom}' is no number with B, KB, MB, GB or TB, as in 10MB";
        var faults = new List<string>();
        _ = ProjectRange(faults);
        foreach (string fault in faults)
            yield return fault;
    }
}
