using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel;
using CapabilityType = Mesos.V1.AgentInfo.Types.Capability.Types.Type;

namespace Tepui.Endpoints.Agents;

/// <summary>What agents of this version can do; all are of it, for the link's protocol has but one version.</summary>
public static class AgentCapabilities
{
    public static IReadOnlyList<CapabilityType> Types { get; } =
    [
        CapabilityType.MultiRole,
        CapabilityType.HierarchicalRole,
        CapabilityType.ReservationRefinement,
        CapabilityType.ResizeVolume,
        CapabilityType.AgentOperationFeedback,
        CapabilityType.AgentDraining,
        CapabilityType.TaskResourceLimits,
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Types.Select(static type => WireNames.Of(type))];
}
