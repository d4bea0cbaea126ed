using System;
using System.Linq;

namespace Tepui.Kernel.Master.Agents;

/// <summary>Agents that wait to be marked unreachable, in the order they came, and when the next may be.</summary>
internal sealed class RemovalQueue
{
    private readonly OrderedIndex<(AgentId Agent, RemovalCause Cause), (AgentId Agent, RemovalCause Cause)> _waiting = new();

    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>No agent is marked before.</summary>
    public DateTimeOffset Next { get; set; } = DateTimeOffset.MinValue;

    /// <summary>False when it waits already.</summary>
    public bool Add(AgentId agent, RemovalCause cause)
    {
        if (_waiting.Contains((agent, cause)))
        {
            return false;
        }

        _waiting.Add((agent, cause), (agent, cause));
        return true;
    }

    public bool Remove(AgentId agent, RemovalCause cause) => _waiting.Remove((agent, cause));

    public (AgentId Agent, RemovalCause Cause) Take()
    {
        var first = _waiting.First();
        _waiting.RemoveFirst();
        return first;
    }
}
