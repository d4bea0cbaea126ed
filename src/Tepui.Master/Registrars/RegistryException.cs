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
}
