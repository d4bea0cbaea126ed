namespace Tepui.Kernel.Allocation;

/// <summary>
/// Why an agent is not offered to a framework in a role: the first of these that holds, so that a later one is nearer to an offer.
/// </summary>
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

    /// <summary>The agent is in another region than the master, and the framework is not aware of regions.</summary>
    Region,

    /// <summary>The framework's offer constraints exclude the agent.</summary>
    Constraints,

    /// <summary>The agent has less than the least that may be offered, or than is wanted, even with nothing held.</summary>
    TooSmall,

    /// <summary>Too much of the agent is reserved for other roles, or of a kind that the framework does not know.</summary>
    ReservedForOthers,

    /// <summary>Others hold too much of the agent, in offers or by tasks.</summary>
    HeldByOthers,

    /// <summary>The framework holds too much of it in this role itself.</summary>
    HeldByItself,

    /// <summary>With that the role would be above its quota's limit, or one above it above its own.</summary>
    QuotaLimit,

    /// <summary>What is free must be kept for other roles' guarantees.</summary>
    QuotaHeadroom,

    /// <summary>The framework declined as much of the agent, and the time it named has not passed.</summary>
    Declined,

    /// <summary>Nothing: it will be offered once it is this framework's turn.</summary>
    None,
}
