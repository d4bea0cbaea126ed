using System;

namespace Tepui.Runtime.Loops;

/// <summary>Something was asked of a loop that has stopped.</summary>
public sealed class LoopStoppedException : Exception
{
    public LoopStoppedException()
        : base("shutting down")
    {
    }

    public LoopStoppedException(string message)
        : base(message)
    {
    }

    public LoopStoppedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
