using System;

namespace Tepui.Containerizer.Docker.Output;

/// <summary>A container's output could not be written; nothing that dockerd can help.</summary>
internal sealed class SandboxWriteException(string message) : Exception(message);
