using System;

namespace Tepui.Kernel.Master.Agents;

/// <summary>So many agents in so long a time (--agent_removal_rate_limit).</summary>
public readonly record struct RemovalRate(int Agents, TimeSpan Per)
{
    /// <summary>Time from one to the next.</summary>
    public TimeSpan Interval => Per / Agents;
}
