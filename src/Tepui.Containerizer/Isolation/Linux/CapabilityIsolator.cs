using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.Linux;

/// <summary>
/// <c>linux/capabilities</c>: what a container begins with (effective) and what it can ever have (bounding), as the framework and the
/// operator say. Without either it has what its user has.
/// </summary>
internal sealed class CapabilityIsolator(LinuxOptions options) : IIsolator
{
    public string Name => "linux/capabilities";

    public ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        LinuxInfo? info = plan.Launch.Info?.LinuxInfo;
#pragma warning disable CS0612 // Deprecated in Mesos, and frameworks use it still.
        if (info is { CapabilityInfo: not null, EffectiveCapabilities: not null })
            throw new ContainerLaunchException("linux_info: only one of 'capability_info' or 'effective_capabilities' is allowed");
        IReadOnlyList<string>? effective =
            Names(info?.EffectiveCapabilities ?? info?.CapabilityInfo) ?? options.EffectiveCapabilities;
#pragma warning restore CS0612
        IReadOnlyList<string>? bounding = Names(info?.BoundingCapabilities);
        if (bounding is not null && options.BoundingCapabilities is { } most)
            Require(bounding, most, "bounding capabilities", "--bounding_capabilities");
        bounding ??= options.BoundingCapabilities ?? effective;
        if (effective is not null)
            Require(effective, bounding!, "requested capabilities", "the bounding capabilities");
        plan.EffectiveCapabilities = effective;
        plan.BoundingCapabilities = bounding;
        return ValueTask.CompletedTask;
    }

    private static void Require(IReadOnlyList<string> wanted, IReadOnlyList<string> allowed, string what, string whose)
    {
        CapabilitySet most = CapabilitySet.Of(allowed);
        CapabilitySet asked = CapabilitySet.Of(wanted);
        if (!most.Holds(asked))
            throw new ContainerLaunchException($"linux_info: {what} '{asked}', but only '{most}' are allowed by {whose}");
    }

    private static List<string>? Names(CapabilityInfo? info) =>
        info?.Capabilities.Select(capability => CapabilitySet.NameOf((int)capability - 1000)).ToList();
}
