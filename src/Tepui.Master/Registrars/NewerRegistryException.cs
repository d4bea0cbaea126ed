using System;

namespace Tepui.Master.Registrars;

/// <summary>A registry that a newer program wrote: it is whole, and must not be taken for damaged.</summary>
public sealed class NewerRegistryException : Exception
{
    public NewerRegistryException()
        : this("it was written by a newer program")
    {
    }

    public NewerRegistryException(string message)
        : base(message)
    {
    }

    public NewerRegistryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
