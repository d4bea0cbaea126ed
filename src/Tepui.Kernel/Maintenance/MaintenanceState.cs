using Mesos.V1.Maintenance;
using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Maintenance;

/// <summary>What a master knows of maintenance beside the registry.</summary>
internal sealed class MaintenanceState
{
    /// <summary>Registered agents on machines in the schedule.</summary>
    public OrderedIndex<AgentId, AgentRecord> Agents { get; } = new();

    /// <summary>Inverse offers that are out.</summary>
    public OrderedIndex<OfferId, InverseOfferRecord> InverseOffers { get; } = new();

    /// <summary>Agents of whose frameworks some may have to be asked.</summary>
    public OrderedIndex<AgentId, AgentId> Candidates { get; } = new();

    /// <summary>The status as last shown; null when it changed since.</summary>
    public ClusterStatus? Status { get; set; }

    /// <summary>Has an agent's frameworks looked at at the end of the batch; nothing when it is not in the schedule.</summary>
    public void Look(AgentRecord agent)
    {
        if (agent.Maintenance is not null && !Candidates.Contains(agent.Id))
        {
            Candidates.Add(agent.Id, agent.Id);
        }
    }

    /// <summary>Has all agents in the schedule looked at.</summary>
    public void LookAtAll()
    {
        foreach (var agent in Agents)
        {
            Look(agent);
        }
    }
}
