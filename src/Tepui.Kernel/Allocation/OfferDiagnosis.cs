using System.Collections.Generic;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>Why an agent's resources are not offered to a framework in a role; the first that holds, in this order.</summary>
public enum OfferObstacle
{
    /// <summary>The framework is not connected.</summary>
    FrameworkInactive,

    /// <summary>The framework is not subscribed to the role.</summary>
    NotSubscribed,

    /// <summary>The framework suppressed offers for the role.</summary>
    Suppressed,

    /// <summary>The agent is away, deactivated or draining.</summary>
    AgentInactive,

    /// <summary>The agent has GPUs, which the framework does not know.</summary>
    Gpus,

    /// <summary>The agent is in another region, and the framework is not aware of regions.</summary>
    Region,

    /// <summary>The framework's offer constraints exclude the agent.</summary>
    Constraints,

    /// <summary>Other frameworks, or this one, hold all that could be offered.</summary>
    Held,

    /// <summary>What is free is reserved for other roles, or of a kind that the framework does not know.</summary>
    ReservedForOthers,

    /// <summary>Less is free than the least that may be offered, or than was asked for.</summary>
    TooSmall,

    /// <summary>With more the role would be above its quota's limit, or an ancestor above its own.</summary>
    QuotaLimit,

    /// <summary>What is free is kept for guarantees of other roles.</summary>
    QuotaHeadroom,

    /// <summary>The framework declined as much of the agent, and the time it named has not passed.</summary>
    Declined,

    /// <summary>Nothing is in the way: it is this framework's turn later, or in the next round.</summary>
    None,
}

/// <summary>One agent's obstacle.</summary>
/// <param name="Offerable">What of the agent could be offered if only the quantities were enough.</param>
/// <param name="Missing">By name what is missing of the least that may be offered, or of what was asked for.</param>
public sealed record AgentObstacle(AgentId Agent, OfferObstacle Obstacle, ResourceSet Offerable, ResourceQuantities Missing);

/// <summary>Why a framework's role waits: how many agents each obstacle stands before.</summary>
/// <param name="ByObstacle">Obstacles that there are, in their order, with the number of agents.</param>
/// <param name="ByResource">Names of resources of which there is too little, with the number of agents, in ordinal order.</param>
/// <param name="Nearest">The agent that least is missing of; null where no agent could do however much came free.</param>
public sealed record OfferDiagnosis(
    IReadOnlyDictionary<OfferObstacle, int> ByObstacle,
    IReadOnlyDictionary<string, int> ByResource,
    AgentObstacle? Nearest);
