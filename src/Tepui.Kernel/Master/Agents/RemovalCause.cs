namespace Tepui.Kernel.Master.Agents;

/// <summary>Why an agent is to be marked unreachable.</summary>
internal enum RemovalCause
{
    /// <summary>It did not answer pings.</summary>
    Unhealthy,

    /// <summary>It lost its link and did not come back.</summary>
    Disconnected,

    /// <summary>It did not come back to this master.</summary>
    Recovered,
}
