namespace Tepui.Kernel.Master;

/// <summary>Which timer; records, so that a key equals its like.</summary>
public abstract record MasterTimer
{
    /// <summary>The next HEARTBEAT of a framework's stream.</summary>
    public sealed record Heartbeat(FrameworkId Framework) : MasterTimer;

    /// <summary>A disconnected framework's failover time-out.</summary>
    public sealed record FrameworkFailover(FrameworkId Framework) : MasterTimer;

    /// <summary>An offer nobody answered (--offer_timeout).</summary>
    public sealed record OfferTimeout(OfferId Offer) : MasterTimer;
}
