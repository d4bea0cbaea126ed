using System.Collections.Generic;

namespace Tepui.Kernel.Agent.Tasks;

/// <summary>Tasks that came together: all of them run, or none.</summary>
/// <param name="number">Unique among its executor's groups.</param>
internal sealed class TaskGroup(long number)
{
    public long Number { get; } = number;

    /// <summary>How many came, of which some may be over.</summary>
    public int Size { get; set; }

    /// <summary>In the order they were named.</summary>
    public List<AgentTask> Tasks { get; } = [];

    /// <summary>One of them has failed or was killed, and the others are to go as well.</summary>
    public bool IsEnding { get; set; }
}
