namespace Tepui.Kernel.Agent.Checks;

/// <summary>
/// What the health checks of a task came to so far (health_checker.cpp counts the same). As a rule all of it is told to its framework,
/// so that it follows from the updates that are written down.
/// </summary>
internal sealed class HealthHistory
{
    /// <summary>Failures since the last success, those in the grace period left out.</summary>
    public uint ConsecutiveFailures { get; set; }

    /// <summary>It succeeded once: the grace period is over for good.</summary>
    public bool EverHealthy { get; set; }

    public void Add(bool healthy)
    {
        ConsecutiveFailures = healthy ? 0 : ConsecutiveFailures + 1;
        EverHealthy |= healthy;
    }
}
