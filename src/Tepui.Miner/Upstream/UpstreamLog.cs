using Microsoft.Extensions.Logging;

namespace Tepui.Miner.Upstream;

/// <summary>What is told of the upstream pools, one line each.</summary>
internal static partial class UpstreamLog
{
    [LoggerMessage(1, LogLevel.Information, "working for pool {Pool}")]
    public static partial void InUse(ILogger logger, string pool);

    [LoggerMessage(2, LogLevel.Warning, "pool {Pool}: {Reason}; next try in {Wait:0.0} s")]
    public static partial void Away(ILogger logger, string pool, string reason, double wait);

    [LoggerMessage(3, LogLevel.Warning, "no pool answers; shares are refused until one does, and workers sent away in {Patience:0} s")]
    public static partial void NoneLeft(ILogger logger, double patience);

    [LoggerMessage(4, LogLevel.Information, "pool {Pool} says: {Text}")]
    public static partial void Says(ILogger logger, string pool, string text);

    [LoggerMessage(5, LogLevel.Warning, "pool {Pool} points to {Other}, another host: not followed")]
    public static partial void ReconnectRefused(ILogger logger, string pool, string other);

    [LoggerMessage(6, LogLevel.Information, "pool {Pool} asks to connect again at port {Port} in {Wait:0} s")]
    public static partial void ReconnectAsked(ILogger logger, string pool, int port, double wait);

    [LoggerMessage(7, LogLevel.Warning, "pool {Pool} rejected a share of {Worker}: {Reason}")]
    public static partial void Rejected(ILogger logger, string pool, string worker, string reason);

    [LoggerMessage(8, LogLevel.Information, "no pool answered for {Patience:0} s: workers are sent away")]
    public static partial void Paused(ILogger logger, double patience);

    [LoggerMessage(9, LogLevel.Warning, "pool {Pool} sent something useless: {Fault}")]
    public static partial void Malformed(ILogger logger, string pool, string fault);
}
