using System;

namespace Tepui.Agent.Checkpointing;

/// <summary>The agent's log is damaged before its end; the message is for the user.</summary>
internal sealed class CheckpointDamagedException : Exception
{
    public CheckpointDamagedException()
    {
    }

    public CheckpointDamagedException(string message)
        : base(message)
    {
    }

    public CheckpointDamagedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
