using System;

namespace Tepui.Kernel.Constraints.Patterns;

/// <summary>A pattern is none; the message says why in RE2's words.</summary>
public sealed class PatternException : Exception
{
    public PatternException(string message)
        : base(message)
    {
    }

    public PatternException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public PatternException()
    {
    }
}
