using System;

namespace Tepui.Conformance.Tests.Language;

/// <summary>A script does not hold, or cannot be read; the message says which of the two and where.</summary>
public sealed class ScriptException : Exception
{
    public ScriptException(string message)
        : base(message)
    {
    }

    public ScriptException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
