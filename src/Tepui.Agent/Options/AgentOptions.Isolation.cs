using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Cgroups;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>How containers of the mesos containerizer are kept apart.</summary>
public sealed partial class AgentOptions
{
    private const string NetClassPrimary = "cgroups_net_cls_primary_handle";
    private const string NetClassSecondaries = "cgroups_net_cls_secondary_handles";

    [Flag("isolation", "What bounds and measures containers of the mesos containerizer: names with commas between. Without any, they are only measured.", Value = "NAMES")]
    public string Isolation { get; set; } = "posix/cpu,posix/mem";

    [Flag("cgroups_hierarchy", "The folder at or below which hierarchies of cgroups are mounted.", Value = "PATH")]
    public string CgroupsHierarchy { get; set; } = "/sys/fs/cgroup";

    [Flag("cgroups_root", "The cgroup in each hierarchy that holds those of all containers. What is in it and is no container of this agent's is killed and removed at its start: each agent of a machine needs one of its own.", Value = "NAME")]
    public string CgroupsRoot { get; set; } = "mesos";

    [Flag("cgroups_enable_cfs", "With cgroups/cpu, tasks without a limit of 'cpus' get no more than they ask for.")]
    public bool CgroupsEnableCfs { get; set; }

    [Flag("cgroups_limit_swap", "With cgroups/mem, the limit is of memory and swap together.")]
    public bool CgroupsLimitSwap { get; set; }

    [Flag("cgroups_cpu_enable_pids_and_tids_count", "With cgroups/cpu, statistics also count processes and threads.")]
    public bool CgroupsCpuEnablePidsAndTidsCount { get; set; }

    [Flag("cgroups_destroy_timeout", "How long the removal of a container's cgroups may take before it is given up.", Value = "DURATION")]
    public TimeSpan CgroupsDestroyTimeout { get; set; } = TimeSpan.FromMinutes(1);

    [Flag("cgroups_pids_max", "With cgroups/pids, how many processes and threads a container may have; 0 for no limit.", Value = "NUMBER")]
    public int CgroupsPidsMax { get; set; }

    [Flag("cgroups_net_cls_primary_handle", "With cgroups/net_cls, the upper half of each container's class, as 0x12; without it containers get none.", Value = "HANDLE")]
    public string? CgroupsNetClsPrimaryHandle { get; set; }

    [Flag("cgroups_net_cls_secondary_handles", "The lower halves that are given away, first and last, as 0x1,0xffff.", Value = "HANDLES")]
    public string? CgroupsNetClsSecondaryHandles { get; set; }

    [Flag("allowed_devices", "With cgroups/devices, what containers may use beyond the usual devices: Mesos's DeviceWhitelist as JSON, or file:///PATH of one.", Value = "JSON")]
    public string? AllowedDevices { get; set; }

    [Flag("revocable_cpu_low_priority", "With cgroups/cpu, containers on revocable processors come last.")]
    public bool RevocableCpuLowPriority { get; set; } = true;

    /// <summary>What of the flags isolators that use cgroups need; throws nothing once there are no faults.</summary>
    internal CgroupOptions Cgroups() => ReadCgroups([]);

    private List<string> IsolationFaults()
    {
        var faults = new List<string>();
        CgroupOptions cgroups = ReadCgroups(faults);
        if (!CgroupsHierarchy.StartsWith('/'))
            faults.Add($"--cgroups_hierarchy: '{CgroupsHierarchy}' is no absolute path");
        if (CgroupsRoot.Length == 0 || CgroupsRoot.StartsWith('/') || CgroupsRoot.Split('/').Any(part => part is "" or "." or ".."))
            faults.Add($"--cgroups_root: '{CgroupsRoot}' is no name of a cgroup, as 'mesos' or 'a/b'");
        if (CgroupsDestroyTimeout <= TimeSpan.Zero)
            faults.Add("--cgroups_destroy_timeout: must be positive");
        if (CgroupsPidsMax < 0)
            faults.Add("--cgroups_pids_max: must not be negative");
        Isolators.FindFaults(Isolation, cgroups, faults);
        return faults;
    }

    private CgroupOptions ReadCgroups(List<string> faults)
    {
        var options = new CgroupOptions
        {
            Hierarchy = CgroupsHierarchy,
            Root = CgroupsRoot,
            EnableCfs = CgroupsEnableCfs,
            LimitSwap = CgroupsLimitSwap,
            CountProcesses = CgroupsCpuEnablePidsAndTidsCount,
            DestroyTimeout = CgroupsDestroyTimeout,
            MostProcesses = CgroupsPidsMax > 0 ? CgroupsPidsMax : null,
            RevocableCpuLowPriority = RevocableCpuLowPriority,
            Perf = ReadPerf(faults),
            AllowedDevices = FlagFile.ReadPath("allowed_devices", AllowedDevices, faults) is { } devices
                ? DeviceWhitelistText.Parse(devices, faults)
                : [],
        };
        if (CgroupsNetClsPrimaryHandle is null)
            return options;
        ushort? primary = Handle(CgroupsNetClsPrimaryHandle);
        if (primary is null or 0)
            faults.Add($"--{NetClassPrimary}: '{CgroupsNetClsPrimaryHandle}' is no handle from 0x1 to 0xffff");
        options = options with { NetClassPrimary = primary };
        if (CgroupsNetClsSecondaryHandles is null)
            return options;
        ushort?[] range = [.. CgroupsNetClsSecondaryHandles.Split(',').Select(Handle)];
        if (range is [{ } first and > 0, { } last] && first <= last)
            return options with { NetClassSecondaries = (first, last) };
        faults.Add($"--{NetClassSecondaries}: '{CgroupsNetClsSecondaryHandles}' is no range as 0x1,0xffff: first and last handle, none of them 0");
        return options;
    }

    private static ushort? Handle(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan().Trim();
        bool hex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return ushort.TryParse(
            hex ? digits[2..] : digits,
            hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out ushort handle)
            ? handle
            : null;
    }
}
