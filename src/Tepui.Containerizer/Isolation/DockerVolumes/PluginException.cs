using System;

namespace Tepui.Containerizer.Isolation.DockerVolumes;

/// <summary>A volume plug-in cannot be asked, or refuses; the message is for the user.</summary>
/// <param name="mayHaveActed">It is not known whether it did what it was asked for: it began, and its answer did not come.</param>
internal sealed class PluginException(string message, bool mayHaveActed = false, Exception? inner = null) : Exception(message, inner)
{
    public bool MayHaveActed { get; } = mayHaveActed;
}
