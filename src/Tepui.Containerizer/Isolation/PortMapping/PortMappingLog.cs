using Microsoft.Extensions.Logging;

namespace Tepui.Containerizer.Isolation.PortMapping;

internal static partial class PortMappingLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Container {Container}: {Problem}")]
    public static partial void NotChanged(ILogger logger, string container, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed the link and filters of a container that is gone, with ephemeral ports from {First} on")]
    public static partial void Removed(ILogger logger, int first);
}
