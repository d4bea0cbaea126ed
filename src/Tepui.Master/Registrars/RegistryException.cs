using System;

namespace Tepui.Master.Registrars;

/// <summary>The registry cannot be read or written; the message is for the user: what, where, and what to do.</summary>
public sealed class RegistryException : Exception
{
    public RegistryException()
        : base("the registry cannot be used")
    {
    }

    public RegistryException(string message)
        : base(message)
    {
    }

    public RegistryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Whether the registry is no more what this master knows of, or may not be: another has taken it, or nobody can say whether
    /// the last write lasts. The master must end; the next reads what is there.
    /// </summary>
    public bool IsDeposed { get; init; }
}
