using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Agent;

/// <summary>What is counted since the agent's start, for its metrics.</summary>
public sealed class AgentCounters
{
    private readonly Dictionary<TaskState, long> _ended = [];

    /// <summary>Updates made.</summary>
    public long Updates { get; internal set; }

    /// <summary>Updates that had to be sent once more.</summary>
    public long Retries { get; internal set; }

    /// <summary>Acknowledgements that were for no update sent.</summary>
    public long UnexpectedAcknowledgements { get; internal set; }

    public long LaunchFailures { get; internal set; }

    /// <summary>Executors that ended; a command task counts as one.</summary>
    public long ExecutorsTerminated { get; internal set; }

    /// <summary>Updates of executors that were not taken.</summary>
    public long InvalidUpdates { get; internal set; }

    /// <summary>Messages between frameworks and executors that were passed on.</summary>
    public long Messages { get; internal set; }

    /// <summary>Messages between frameworks and executors that were dropped.</summary>
    public long MessagesDropped { get; internal set; }

    /// <summary>Sandboxes, and folders of older agents, that are over and still there.</summary>
    public long PathRemovalsPending { get; internal set; }

    /// <summary>How long sandboxes that are over may stay now.</summary>
    public TimeSpan SandboxAllowedAge { get; internal set; }

    public long PathRemovalsSucceeded { get; internal set; }

    public long PathRemovalsFailed { get; internal set; }

    /// <summary>Tasks that ended in a terminal state.</summary>
    public long Ended(TaskState state) => _ended.GetValueOrDefault(state);

    internal void Count(TaskState state)
    {
        Updates++;
        if (TaskStates.IsTerminal(state))
        {
            _ended[state] = _ended.GetValueOrDefault(state) + 1;
        }
    }

    internal AgentCounters Copy()
    {
        var copy = new AgentCounters
        {
            Updates = Updates,
            Retries = Retries,
            UnexpectedAcknowledgements = UnexpectedAcknowledgements,
            LaunchFailures = LaunchFailures,
            ExecutorsTerminated = ExecutorsTerminated,
            InvalidUpdates = InvalidUpdates,
            Messages = Messages,
            MessagesDropped = MessagesDropped,
            PathRemovalsPending = PathRemovalsPending,
            SandboxAllowedAge = SandboxAllowedAge,
            PathRemovalsSucceeded = PathRemovalsSucceeded,
            PathRemovalsFailed = PathRemovalsFailed,
        };
        foreach ((TaskState state, long count) in _ended)
        {
            copy._ended.Add(state, count);
        }

        return copy;
    }
}
