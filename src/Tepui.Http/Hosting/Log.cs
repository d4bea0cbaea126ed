using Microsoft.Extensions.Logging;

namespace Tepui.Http.Hosting;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed: {Kind}: {Reason}")]
    public static partial void RequestFailed(ILogger logger, string method, string path, string kind, string reason);
}
