using System;

namespace Tepui.Containerizer.Fetching;

/// <summary>Why one URI could not be had, without its name: what, where, and what to do.</summary>
internal class FetchException : Exception
{
    public FetchException(string message)
        : base(message)
    {
    }

    public FetchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
