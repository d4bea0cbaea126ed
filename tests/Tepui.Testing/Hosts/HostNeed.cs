using System;
using System.IO;
using System.Linq;

namespace Tepui.Testing.Hosts;

/// <summary>
/// All that tests need of a kernel and that not every machine has. This is the one list of tests that a run may leave out: each need
/// has a check, and a reason that is printed.
/// </summary>
public sealed record HostNeed(string What, Func<bool> IsThere)
{
    private const int CapabilityOfResources = 24;

    public static HostNeed UnifiedControllers { get; } = new(
        "cgroup v2 with the cpu, memory and pids controllers", () => HasControllers("/sys/fs/cgroup"));

    public static HostNeed RaisedLimits { get; } = new("CAP_SYS_RESOURCE, to raise hard resource limits", () => HasCapability(CapabilityOfResources));

    public static HostNeed BoundLimits { get; } = new(
        "hard resource limits that cannot be raised (it has CAP_SYS_RESOURCE)", () => !HasCapability(CapabilityOfResources));

    public static HostNeed NetworkClasses { get; } = new("the cgroup controllers net_cls and net_prio", () => IsMounted("net_cls") && IsMounted("net_prio"));

    public static HostNeed HugePages { get; } = new("the cgroup controller hugetlb in a hierarchy of version 1", () => IsMounted("hugetlb"));

    public static HostNeed PerformanceEvents { get; } = new("the cgroup controller perf_event", () => IsMounted("perf_event"));

    private static bool HasControllers(string root)
    {
        string path = Path.Combine(root, "cgroup.controllers");
        return File.Exists(path) && ((string[])["cpu", "memory", "pids"]).All(File.ReadAllText(path).Split(' ', '\n').Contains);
    }

    private static bool HasCapability(int number)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        return (Convert.ToUInt64(line[7..].Trim(), 16) >> number & 1) == 1;
    }

    private static bool IsMounted(string controller) => Directory.Exists("/sys/fs/cgroup/" + controller);
}
