namespace Tepui.Kernel.Master;

/// <summary>Which timer; records, so that a key equals its like.</summary>
public abstract record MasterTimer
{
    /// <summary>The next HEARTBEAT of a framework's stream.</summary>
    public sealed record Heartbeat(FrameworkId Framework) : MasterTimer;

    /// <summary>The next HEARTBEAT of all streams of operators.</summary>
    public sealed record SubscriberHeartbeat : MasterTimer;

    /// <summary>A disconnected framework's failover time-out.</summary>
    public sealed record FrameworkFailover(FrameworkId Framework) : MasterTimer;

    /// <summary>An offer nobody answered (--offer_timeout).</summary>
    public sealed record OfferTimeout(OfferId Offer) : MasterTimer;

    /// <summary>A framework may be asked again about an agent in the maintenance schedule.</summary>
    public sealed record InverseOfferFilter(AgentId Agent, FrameworkId Framework) : MasterTimer;

    /// <summary>Filters have ended: what they kept back may be offered again.</summary>
    public sealed record Allocation : MasterTimer;

    /// <summary>Offers begin although many agents have not come back after this master's start (--allocator_recovery_timeout).</summary>
    public sealed record OfferPause : MasterTimer;

    /// <summary>An agent's next ping, or the end of the wait for the last one's answer.</summary>
    public sealed record AgentPing(AgentId Agent) : MasterTimer;

    /// <summary>An agent that lost its link and has not come back (--agent_reregister_timeout).</summary>
    public sealed record AgentReregister(AgentId Agent) : MasterTimer;

    /// <summary>The agents that the registry knows and that did not come back after this master's start.</summary>
    public sealed record RecoveredAgents : MasterTimer;

    /// <summary>When the next agent may be marked unreachable (--agent_removal_rate_limit).</summary>
    public sealed record AgentRemoval : MasterTimer;

    /// <summary>When to look which unreachable and gone agents may be forgotten (--registry_gc_interval).</summary>
    public sealed record RegistryCollection : MasterTimer;
}
