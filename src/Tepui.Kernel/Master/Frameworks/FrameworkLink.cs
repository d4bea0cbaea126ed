namespace Tepui.Kernel.Master.Frameworks;

/// <summary>How a framework is linked to this master.</summary>
public enum FrameworkLink
{
    /// <summary>Known from an agent that came back, not subscribed at this master yet.</summary>
    Recovered,

    /// <summary>Subscribed, and its stream has ended; it has its failover time-out to come back.</summary>
    Disconnected,

    /// <summary>Subscribed with an open stream.</summary>
    Active,
}
