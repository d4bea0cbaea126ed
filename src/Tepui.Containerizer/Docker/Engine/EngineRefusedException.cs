using System;
using System.Net;

namespace Tepui.Containerizer.Docker.Engine;

/// <summary>dockerd answered that it will not; the message is its own.</summary>
internal sealed class EngineRefusedException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>What the call was about is not there.</summary>
    public bool IsMissing => Status == HttpStatusCode.NotFound;
}
