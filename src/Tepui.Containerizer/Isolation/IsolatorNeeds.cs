using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Isolation.Disk.Xfs;
using Tepui.Containerizer.Isolation.Linux;
using Tepui.Containerizer.Isolation.Linux.Seccomp;

namespace Tepui.Containerizer.Isolation;

/// <summary>What isolators need of each other, of flags and of the machine; all that is missing is told at once, when the agent starts.</summary>
internal static class IsolatorNeeds
{
    private const string Filesystem = "filesystem/linux";

    private static readonly string[] OnlyForRoot =
    [
        Filesystem, "filesystem/shared", "namespaces/ipc", "namespaces/pid", "linux/capabilities", "linux/seccomp", "volume/secret",
        XfsDiskIsolator.IsolatorName,
    ];

    private static readonly string[] OnlyWithMounts = ["namespaces/ipc", "namespaces/pid", "volume/host_path", "volume/secret"];

    public static void Check(string[] asked, IsolationOptions options, List<string> faults)
    {
        foreach (string name in OnlyForRoot.Where(name => asked.Contains(name) && !Environment.IsPrivilegedProcess))
            faults.Add($"--isolation: '{name}' takes root: run the agent as root, or leave it out");
        foreach (string name in OnlyWithMounts.Where(name => asked.Contains(name) && !asked.Contains(Filesystem)))
            faults.Add($"--isolation: '{name}' takes '{Filesystem}' too: add it");
        if (asked.Contains(Filesystem) && asked.Contains("filesystem/posix"))
            faults.Add($"--isolation: '{Filesystem}' and 'filesystem/posix' exclude each other: leave one out");
        if (asked.Contains("linux/seccomp"))
            Seccomp(options.Linux, faults);
        if (asked.Contains("linux/capabilities"))
            Capabilities(options.Linux, faults);
        if (asked.Contains(XfsDiskIsolator.IsolatorName) && Environment.IsPrivilegedProcess)
            ProjectQuotas(options, faults);
    }

    private static void ProjectQuotas(IsolationOptions options, List<string> faults)
    {
        foreach (string folder in options.Projects.Roots.Prepend(options.WorkDirectory))
        {
            if (options.Projects.Quotas.FaultOf(folder) is not { } fault)
                continue;
            string which = folder == options.WorkDirectory ? "--work_dir" : "--resources, the PATH disk";
            faults.Add($"--isolation: '{XfsDiskIsolator.IsolatorName}' takes XFS with project quotas, and {folder} ({which}) {fault}: "
                + "mount an XFS there with the option prjquota (mkfs.xfs DEVICE; mount -o prjquota DEVICE FOLDER), or use 'disk/du'");
        }
    }

    private static void Seccomp(LinuxOptions options, List<string> faults)
    {
        if (options.SeccompDirectory is not { } directory)
        {
            faults.Add("--isolation: 'linux/seccomp' takes --seccomp_config_dir, the folder of profiles");
            return;
        }

        if (options.SeccompProfile is not { } name)
            return;
        try
        {
            _ = SeccompFilter.Read(Path.Combine(directory, name), CapabilitySet.OfThisProcess);
        }
        catch (ContainerLaunchException e)
        {
            faults.Add("--seccomp_profile_name: " + e.Message);
        }
    }

    private static void Capabilities(LinuxOptions options, List<string> faults)
    {
        try
        {
            CapabilitySet effective = CapabilitySet.Of(options.EffectiveCapabilities ?? []);
            if (options.BoundingCapabilities is { } most && !CapabilitySet.Of(most).Holds(effective))
                faults.Add($"--effective_capabilities: '{effective}' are more than --bounding_capabilities '{CapabilitySet.Of(most)}' allow");
        }
        catch (ContainerLaunchException e)
        {
            faults.Add("--effective_capabilities or --bounding_capabilities: " + e.Message);
        }
    }
}
