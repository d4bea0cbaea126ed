using System;

namespace Tepui.Agent.Hosting;

/// <summary>The agent cannot start; the message is for the user: what, where, what to do.</summary>
public sealed class AgentStartException : Exception
{
    public AgentStartException()
        : base("the agent cannot start")
    {
    }

    public AgentStartException(string message)
        : base(message)
    {
    }

    public AgentStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
