using System;
using System.IO;

namespace Tepui.Containerizer.Docker.Output;

/// <summary>A stream of a container's output, in frames, from before its start to its end.</summary>
/// <param name="Connection">The number of the connection to dockerd at that time: with another one the stream broke off.</param>
internal sealed record Attachment(Stream Stream, int Connection) : IDisposable
{
    public void Dispose() => Stream.Dispose();
}
