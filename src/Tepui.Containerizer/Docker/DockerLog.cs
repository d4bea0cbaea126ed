using Microsoft.Extensions.Logging;

namespace Tepui.Containerizer.Docker;

internal static partial class DockerLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "dockerd is connected (Engine API {Version}) and has {Containers} containers of this agent")]
    public static partial void Connected(ILogger logger, string version, int containers);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No Docker: {Problem}")]
    public static partial void Unavailable(ILogger logger, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Container {Name} cannot be removed, and will be tried again: {Problem}")]
    public static partial void NotRemoved(ILogger logger, string name, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Container {Name} runs and nobody knows it: {Fate}")]
    public static partial void Orphan(ILogger logger, string name, string fate);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The output of container {Name} is not all in its sandbox: {Problem}")]
    public static partial void OutputLost(ILogger logger, string name, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Container {Name} keeps the limits it has: {Problem}")]
    public static partial void NotUpdated(ILogger logger, string name, string problem);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Image {Image} is being pulled")]
    public static partial void Pulling(ILogger logger, string image);
}
