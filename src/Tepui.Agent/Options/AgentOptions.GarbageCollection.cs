using System;
using System.Collections.Generic;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.GarbageCollection;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>How long sandboxes are kept.</summary>
public sealed partial class AgentOptions
{
    [Flag("gc_delay", "How long a sandbox is kept after its task's or executor's end at most; on a disk that fills up, for less.", Value = "DURATION")]
    public TimeSpan GcDelay { get; set; } = TimeSpan.FromDays(7);

    [Flag("gc_disk_headroom", "The part of the disk that is to stay free, from 0.0 to 1.0: sandboxes are kept for gc_delay * max(0.0, 1.0 - gc_disk_headroom - disk usage).", Value = "PART")]
    public double GcDiskHeadroom { get; set; } = 0.1;

    [Flag("disk_watch_interval", "How often it is looked how full the disk of --work_dir is.", Value = "DURATION")]
    public TimeSpan DiskWatchInterval { get; set; } = TimeSpan.FromMinutes(1);

    [Flag("gc_non_executor_container_sandboxes", "Whether sandboxes of nested and standalone containers are removed in their time too, without REMOVE_CONTAINER.")]
    public bool GcNonExecutorContainerSandboxes { get; set; }

    [Flag("sandbox_cleanup_patterns", "Files and folders right in a sandbox that are removed when its task or executor ends, as names with * and ? and commas between: blockmgr-*,spark-*,*.so for what Spark leaves. Volumes stay.", Value = "PATTERNS")]
    public string SandboxCleanupPatterns { get; set; } = "";

    [Flag("sandbox_tmpdir", "Whether tasks without an image find a folder of their own for temporary files, 'tmp' in their sandbox, as TMPDIR, SPARK_LOCAL_DIRS and Java's java.io.tmpdir. It is removed when they end.")]
    public bool SandboxTmpdir { get; set; }

    /// <summary>What is removed from sandboxes at the end.</summary>
    internal string[] CleanupPatterns() =>
        [.. SandboxCleanupPatterns.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            .. SandboxTmpdir ? new[] { Sandbox.TemporaryName } : []];

    internal GarbageRules Garbage() => new()
    {
        Delay = GcDelay,
        DiskHeadroom = GcDiskHeadroom,
        DiskWatchInterval = DiskWatchInterval,
        NonExecutorContainers = GcNonExecutorContainerSandboxes,
    };

    private IEnumerable<string> GarbageFaults()
    {
        if (GcDelay < TimeSpan.Zero)
            yield return "--gc_delay: must not be negative";
        if (GcDiskHeadroom is < 0 or > 1)
            yield return "--gc_disk_headroom: must be from 0.0 to 1.0";
        if (DiskWatchInterval <= TimeSpan.Zero)
            yield return "--disk_watch_interval: must be positive";
        foreach (string pattern in CleanupPatterns())
        {
            if (pattern.Contains('/') || pattern.Trim('*').Length == 0)
                yield return $"--sandbox_cleanup_patterns: '{pattern}' is no pattern of names: write names with * and ?, without a slash, and not all names";
        }
    }
}
