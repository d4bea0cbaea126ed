using System;
using Microsoft.Extensions.Logging;

namespace Tepui.ZooKeeper.Sessions;

internal static partial class SessionLog
{
    [LoggerMessage(1, LogLevel.Information, "ZooKeeper session {Session} at {Server}, time-out {Timeout}")]
    public static partial void Connected(ILogger logger, string session, ServerAddress server, TimeSpan timeout);

    [LoggerMessage(2, LogLevel.Warning, "connection to ZooKeeper at {Server} lost: {Reason}")]
    public static partial void Lost(ILogger logger, ServerAddress server, string reason);

    [LoggerMessage(3, LogLevel.Warning, "no ZooKeeper server can be reached; trying on; the last, {Server}: {Reason}")]
    public static partial void NoneReached(ILogger logger, ServerAddress server, string reason);

    [LoggerMessage(4, LogLevel.Debug, "ZooKeeper at {Server} cannot be reached: {Reason}")]
    public static partial void NotReached(ILogger logger, ServerAddress server, string reason);

    [LoggerMessage(5, LogLevel.Warning, "ZooKeeper session {Session} is over: {Reason}")]
    public static partial void Ended(ILogger logger, string session, string reason);

    [LoggerMessage(6, LogLevel.Debug, "ZooKeeper session {Session} is closed")]
    public static partial void Closed(ILogger logger, string session);

    [LoggerMessage(7, LogLevel.Critical, "a ZooKeeper session failed and is given up")]
    public static partial void Failed(ILogger logger, Exception exception);
}
