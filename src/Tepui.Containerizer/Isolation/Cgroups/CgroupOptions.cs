using System;
using System.Collections.Generic;
using Tepui.Containerizer.Isolation.Cgroups.Performance;

namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>What isolators that use cgroups are told by the agent's flags; the defaults are Mesos's.</summary>
public sealed record CgroupOptions
{
    /// <summary>--cgroups_hierarchy.</summary>
    public string Hierarchy { get; init; } = "/sys/fs/cgroup";

    /// <summary>--cgroups_root: below each hierarchy.</summary>
    public string Root { get; init; } = "mesos";

    /// <summary>--cgroups_enable_cfs.</summary>
    public bool EnableCfs { get; init; }

    /// <summary>--revocable_cpu_low_priority.</summary>
    public bool RevocableCpuLowPriority { get; init; } = true;

    /// <summary>--cgroups_limit_swap.</summary>
    public bool LimitSwap { get; init; }

    /// <summary>--cgroups_cpu_enable_pids_and_tids_count.</summary>
    public bool CountProcesses { get; init; }

    /// <summary>--cgroups_destroy_timeout.</summary>
    public TimeSpan DestroyTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>--cgroups_pids_max; null for as many as the machine takes.</summary>
    public long? MostProcesses { get; init; }

    /// <summary>--cgroups_net_cls_primary_handle; null leaves classes to the operator.</summary>
    public ushort? NetClassPrimary { get; init; }

    /// <summary>--cgroups_net_cls_secondary_handles.</summary>
    public (ushort First, ushort Last) NetClassSecondaries { get; init; } = (1, ushort.MaxValue);

    /// <summary>--allowed_devices, as the kernel takes them: <c>c 1:3 rwm</c>.</summary>
    public IReadOnlyList<string> AllowedDevices { get; init; } = [];

    /// <summary>What is counted, with cgroups/perf_event.</summary>
    public PerfOptions Perf { get; init; } = new();

    /// <summary>/proc/self/mountinfo of the agent.</summary>
    public string MountInfoPath { get; init; } = "/proc/self/mountinfo";

    /// <summary>The kernel's controllers.</summary>
    internal string ControllersPath { get; init; } = "/proc/cgroups";

    internal CgroupKernel Kernel { get; init; } = new();
}
