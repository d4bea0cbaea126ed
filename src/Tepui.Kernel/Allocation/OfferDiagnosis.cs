using System.Collections.Generic;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>What is in the way of one agent's offer.</summary>
/// <param name="Offerable">What of the agent is free for the framework's role now.</param>
/// <param name="Missing">By name, in thousandths, what is missing of what is wanted or may be offered at the least.</param>
public sealed record AgentDiagnosis(AgentId Agent, OfferObstacle Obstacle, ResourceSet Offerable, ResourceQuantities Missing);

/// <summary>Why a framework's role waits: at how many agents what is in the way.</summary>
/// <param name="ByObstacle">The obstacles there are, in their order, with the number of agents.</param>
/// <param name="ByResource">Names of what agents have too little of, in ordinal order, with the number of agents.</param>
/// <param name="Nearest">The agent nearest to an offer; null where none has resources for the framework at all.</param>
public sealed record OfferDiagnosis(
    IReadOnlyDictionary<OfferObstacle, int> ByObstacle,
    IReadOnlyDictionary<string, int> ByResource,
    AgentDiagnosis? Nearest);
