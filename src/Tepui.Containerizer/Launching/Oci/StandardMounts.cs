using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Isolation;

namespace Tepui.Containerizer.Launching.Oci;

/// <summary>What every container with a root of its own finds mounted (src/slave/containerizer/mesos/isolators/filesystem/linux.cpp).</summary>
internal static class StandardMounts
{
    private const string SharedMemory = "/dev/shm";

    private static readonly PlannedMount[] Always =
    [
        new("proc", "proc", "/proc", ["nosuid", "noexec", "nodev"]),
        new("sysfs", "sysfs", "/sys", ["ro", "nosuid", "noexec", "nodev"]),
        new("tmpfs", "tmpfs", "/sys/fs/cgroup", ["mode=755", "nosuid", "noexec", "nodev"]),
        new("tmpfs", "tmpfs", "/dev", ["mode=755", "nosuid", "noexec", "strictatime"]),
        new("devpts", "devpts", "/dev/pts", ["newinstance", "ptmxmode=0666", "mode=0620", "gid=5", "nosuid", "noexec"]),
    ];

    private static readonly string[] HostNames = ["/etc/resolv.conf", "/etc/hosts", "/etc/hostname"];

    public static IReadOnlyList<string> ReadOnlyPaths { get; } = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    public static IReadOnlyList<string> MaskedPaths { get; } =
    [
        "/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/key-users", "/proc/latency_stats", "/proc/sched_debug",
        "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/firmware",
    ];

    /// <param name="sandbox">Where the container finds its sandbox.</param>
    /// <param name="hostFiles">Whether its names and addresses are resolved as the host's.</param>
    public static IEnumerable<PlannedMount> Of(ContainerPlan plan, string sandbox, bool hostFiles)
    {
        foreach (PlannedMount mount in Always.Where(mount => IsFree(plan, mount.Target)))
            yield return mount;
        if (IsFree(plan, SharedMemory))
            yield return new PlannedMount("tmpfs", "shm", SharedMemory, ["nosuid", "noexec", "nodev", "mode=1777"]);
        bool ownMessages = (plan.Own & Namespaces.Ipc) != Namespaces.None || plan.Joined.Any(joined => joined.Which == Namespaces.Ipc);
        if (ownMessages && IsFree(plan, "/dev/mqueue"))
            yield return new PlannedMount("mqueue", "mqueue", "/dev/mqueue", ["nosuid", "noexec", "nodev"]);
        if (hostFiles)
        {
            foreach (string file in HostNames.Where(file => File.Exists(file) && IsFree(plan, file)))
                yield return new PlannedMount("bind", file, file, ["bind", "ro"]);
        }

        yield return new PlannedMount("bind", plan.Launch.WorkingDirectory, sandbox, ["rbind", "rw"]);
    }

    private static bool IsFree(ContainerPlan plan, string target) => plan.Mounts.All(mount => mount.Target != target);
}
