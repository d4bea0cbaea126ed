using System;

namespace Tepui.Http.Links;

/// <summary>The other end answered, but not with an agent link; the message is for the user.</summary>
public sealed class AgentLinkRefusedException : Exception
{
    public AgentLinkRefusedException()
        : base("the agent link was refused")
    {
    }

    public AgentLinkRefusedException(string message)
        : base(message)
    {
    }

    public AgentLinkRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
