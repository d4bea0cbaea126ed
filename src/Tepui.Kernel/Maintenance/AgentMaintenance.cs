using System;
using System.Collections.Generic;
using Mesos.V1;
using Mesos.V1.Allocator;

namespace Tepui.Kernel.Maintenance;

/// <summary>What an agent on a machine in the schedule has: when it is to be away, and what frameworks say to that.</summary>
public sealed class AgentMaintenance(Unavailability unavailability)
{
    /// <summary>Nobody changes it.</summary>
    public Unavailability Unavailability { get; } = unavailability;

    /// <summary>Inverse offers that are out, by framework.</summary>
    public OrderedIndex<FrameworkId, InverseOfferRecord> Outstanding { get; } = new();

    /// <summary>The frameworks' last answers to this unavailability, by their ids.</summary>
    public SortedDictionary<string, InverseOfferStatus> Statuses { get; } = new(StringComparer.Ordinal);

    /// <summary>Frameworks that do not want to be asked again for a while.</summary>
    public HashSet<FrameworkId> Filters { get; } = [];
}
