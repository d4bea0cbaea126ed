namespace Tepui.Kernel.Agent.Link;

/// <summary>The master that leads, as the agent was told.</summary>
/// <param name="Host">A name or an IP address.</param>
/// <param name="Term">Of two leaders the later has the greater one; 0 where nobody elects masters.</param>
public sealed record LeadingMaster(string Host, int Port, long Term = 0)
{
    /// <summary>What it calls itself, for people; null where only its address is known.</summary>
    public string? Hostname { get; init; }
}
