using Microsoft.Extensions.Logging;

namespace Tepui.Containerizer.Isolation.DockerVolumes;

internal static partial class DockerVolumeLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Nobody uses {Volume} any more: it is unmounted")]
    public static partial void Unmounted(ILogger logger, VolumeName volume);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody uses {Volume} any more, and it cannot be unmounted: {Problem}; it is tried again when the agent starts anew")]
    public static partial void NotUnmounted(ILogger logger, VolumeName volume, string problem);
}
