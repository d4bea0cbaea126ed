using System;

namespace Tepui.Containerizer;

/// <summary>A container could not be started; the message is for the user: what, where, and what to do.</summary>
public sealed class ContainerLaunchException : Exception
{
    public ContainerLaunchException(string message)
        : base(message)
    {
    }

    public ContainerLaunchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
