using Microsoft.Extensions.Logging;

namespace Tepui.Containerizer.Isolation.Cni;

internal static partial class CniLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Container {Container}: {Problem}; it had not joined")]
    public static partial void NotUndone(ILogger logger, string container, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Container {Container}: {Problem}; it is tried again when the agent starts anew")]
    public static partial void NotLeft(ILogger logger, string container, string problem);
}
