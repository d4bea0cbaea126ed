using System;
using System.Collections.Generic;

namespace Tepui.Containerizer.Isolation.Disk.Xfs;

/// <summary>What the agent's flags say of projects of XFS.</summary>
public sealed record ProjectOptions
{
    /// <summary>--xfs_project_range: ids that are the agent's alone, never 0.</summary>
    public IReadOnlyList<(uint First, uint Last)> Range { get; init; } = [(5000, 10000)];

    /// <summary>--xfs_kill_containers: who is over its quota is killed, rather than that its writes fail.</summary>
    public bool Kills { get; init; }

    /// <summary>--xfs_quota_headroom: what who is to be killed can still write over its quota until it is.</summary>
    public long HeadroomBytes { get; init; } = 10 << 20;

    /// <summary>--disk_watch_interval: how often it is looked which projects' folders are gone.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Of the PATH disks in --resources, whose volumes have quotas too.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>Kept up to date by the isolator.</summary>
    public ProjectCounts Counts { get; init; } = new();

    internal IProjectQuotas Quotas { get; init; } = new XfsQuotas();
}
