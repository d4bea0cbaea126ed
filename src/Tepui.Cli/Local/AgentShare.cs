using System;
using System.Globalization;

namespace Tepui.Cli.Local;

/// <summary>What one of several agents on the same machine offers of it.</summary>
internal static class AgentShare
{
    private const int FirstPort = 31000;
    private const int PortCount = 1001;

    /// <summary>
    /// Whole cores, at least one, so that an agent always has work for a task that needs one; the memory and disk an agent
    /// alone would offer, divided; and a range of ports that no other agent has.
    /// </summary>
    /// <param name="memory">Megabytes that one agent alone would offer.</param>
    /// <param name="disk">Megabytes that one agent alone would offer.</param>
    public static string Of(int agent, int agents, int cores, long memory, long disk)
    {
        var cpus = Math.Max(1, (cores / agents) + (agent < cores % agents ? 1 : 0));
        var ports = PortCount / agents;
        var first = FirstPort + (agent * ports);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"cpus:{cpus};mem:{memory / agents};disk:{disk / agents};ports:[{first}-{first + ports - 1}]");
    }
}
