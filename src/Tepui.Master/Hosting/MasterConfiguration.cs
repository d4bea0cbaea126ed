using System;
using Mesos.V1;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Constraints.Patterns;
using Tepui.Kernel.Master;
using Tepui.Kernel.Master.Agents;
using Tepui.Master.Options;
using Tepui.Runtime.Flags;

namespace Tepui.Master.Hosting;

/// <summary>Makes of flags without faults what the machine is told.</summary>
internal static class MasterConfiguration
{
    public static MasterConfig From(MasterOptions options, MasterInfo info) => new()
    {
        Info = info,
        OfferTimeout = options.OfferTimeout,
        AllocationInterval = options.AllocationInterval,
        AgentPingTimeout = options.AgentPingTimeout,
        MaxAgentPingTimeouts = options.MaxAgentPingTimeouts,
        AgentReregisterTimeout = options.AgentReregisterTimeout,
        AgentRemovalRate = options.AgentRemovalRateLimit is { } limit && RemovalLimits.TryParseRate(limit, out RemovalRate rate) ? rate : null,
        RecoveryAgentRemovalLimit = RemovalLimits.TryParsePercentage(options.RecoveryAgentRemovalLimit, out double part) ? part : 1,
        RegistryGcInterval = options.RegistryGcInterval,
        RegistryMaxAgentAge = options.RegistryMaxAgentAge,
        RegistryMaxAgentCount = options.RegistryMaxAgentCount,
        MaxCompletedFrameworks = options.MaxCompletedFrameworks,
        MaxCompletedTasksPerFramework = options.MaxCompletedTasksPerFramework,
        MaxUnreachableTasksPerFramework = options.MaxUnreachableTasksPerFramework,
        MaxOperatorEventStreamSubscribers = options.MaxOperatorEventStreamSubscribers,
        Roles = RoleWhitelist.Parse(options.Roles, []),
        RequireAgentDomain = options.RequireAgentDomain,
        Weights = RoleWeights.Parse(options.Weights, []),
        RootSubmissions = options.RootSubmissions,
        AllocatorAgentRecoveryFactor = options.AllocatorAgentRecoveryFactor,
        AllocatorRecoveryTimeout = options.AllocatorRecoveryTimeout,
        PatternLimits = new PatternLimits(
            ByteText.TryParse(options.OfferConstraintsRe2MaxMem, out long memory) ? memory : 0, options.OfferConstraintsRe2MaxProgramSize),
        Allocator = new AllocatorOptions
        {
            RoleSorter = Sorters.Of(options.RoleSorter),
            FrameworkSorter = Sorters.Of(options.FrameworkSorter),
            MinAllocatableResources = MinimumResources.Parse(options.MinAllocatableResources, []),
            FilterGpuResources = options.FilterGpuResources,
            FairSharingExcludedResourceNames = Names(options.FairSharingExcludedResourceNames ?? ""),
        },
    };

    private static string[] Names(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
