using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.Linux;

/// <summary><c>posix/rlimits</c>: the limits of a container's RLimitInfo. What this agent may not give is refused before anything starts.</summary>
internal sealed unsafe partial class ResourceLimitIsolator : IIsolator
{
    private const int RealTime = 15;
    private const int CapabilityOfResources = 24;

    public string Name => "posix/rlimits";

    public ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        if (plan.Launch.Info?.RlimitInfo is { } info)
            plan.ResourceLimits.AddRange(Plan(info));
        return ValueTask.CompletedTask;
    }

    private static List<PlannedLimit> Plan(RLimitInfo info)
    {
        var planned = new List<PlannedLimit>();
        var seen = new HashSet<RLimitInfo.Types.RLimit.Types.Type>();
        bool raises = CapabilitySet.OfThisProcess.Holds(new CapabilitySet(1UL << CapabilityOfResources));
        foreach (RLimitInfo.Types.RLimit limit in info.Rlimits)
        {
            if (!limit.HasType || limit.Type == RLimitInfo.Types.RLimit.Types.Type.Unknown)
                throw new ContainerLaunchException("rlimit_info: a limit has no type, or one that is not known");
            string name = "RLMT_" + limit.Type.ToString()[4..].ToUpperInvariant();
            if (!seen.Add(limit.Type))
                throw new ContainerLaunchException($"rlimit_info: {name} is given twice");
            if (limit.HasSoft != limit.HasHard)
                throw new ContainerLaunchException($"rlimit_info: {name} must have soft and hard both, or neither for unlimited");
            if (limit.Soft > limit.Hard)
            {
                throw new ContainerLaunchException(string.Create(
                    CultureInfo.InvariantCulture, $"rlimit_info: the soft limit {limit.Soft} of {name} is above its hard limit {limit.Hard}"));
            }

            ulong? soft = limit.HasSoft ? limit.Soft : null;
            ulong? hard = limit.HasHard ? limit.Hard : null;
            int number = ResourceLimitNames.NumberOf(name);
            if (number == RealTime)
                throw new ContainerLaunchException("rlimit_info: RLMT_RTTIME cannot be set: Tepui marks the processes of a container by it");
            ulong most = HardLimit(number);
            if (!raises && (hard ?? ulong.MaxValue) > most)
            {
                throw new ContainerLaunchException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"rlimit_info: {name} cannot be raised to {hard?.ToString(CultureInfo.InvariantCulture) ?? "unlimited"}: the agent's own hard limit is {most}; ask for less, or start the agent with CAP_SYS_RESOURCE or a higher limit"));
            }

            planned.Add(new PlannedLimit("RLIMIT_" + name[5..], soft, hard));
        }

        return planned;
    }

    private static ulong HardLimit(int number)
    {
        ulong* values = stackalloc ulong[2];
        return GetLimit(number, values) == 0 ? values[1] : ulong.MaxValue;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int number, ulong* values);
}
