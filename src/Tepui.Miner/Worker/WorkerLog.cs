using Microsoft.Extensions.Logging;

namespace Tepui.Miner.Worker;

/// <summary>Everything the worker tells, one line each.</summary>
internal static partial class WorkerLog
{
    [LoggerMessage(1, LogLevel.Information, "{Threads} threads hash with {Scanner}")]
    public static partial void Started(ILogger logger, int threads, string scanner);

    [LoggerMessage(2, LogLevel.Information, "connected to {Server}")]
    public static partial void Connected(ILogger logger, string server);

    [LoggerMessage(3, LogLevel.Warning, "{Server}: {Reason}; next try in {Wait:0.0} s")]
    public static partial void Disconnected(ILogger logger, string server, string reason, double wait);

    [LoggerMessage(4, LogLevel.Information, "job {Job}, difficulty {Difficulty:g6}{Clean}")]
    public static partial void Job(ILogger logger, string job, double difficulty, string clean);

    [LoggerMessage(5, LogLevel.Information, "accepted: {Accepted}/{Submitted} shares, job {Job}, nonce {Nonce}")]
    public static partial void Accepted(ILogger logger, long accepted, long submitted, string job, string nonce);

    [LoggerMessage(6, LogLevel.Warning, "rejected: {Reason} ({Accepted}/{Submitted} shares accepted), job {Job}, nonce {Nonce}")]
    public static partial void Rejected(ILogger logger, string reason, long accepted, long submitted, string job, string nonce);

    [LoggerMessage(7, LogLevel.Information, "hash rate {Rate:0.000} Mh/s, {Accepted} accepted, {Rejected} rejected")]
    public static partial void HashRate(ILogger logger, double rate, long accepted, long rejected);

    [LoggerMessage(8, LogLevel.Information, "the server says: {Text}")]
    public static partial void ServerSays(ILogger logger, string text);

    [LoggerMessage(9, LogLevel.Warning, "the server sent something useless: {Fault}")]
    public static partial void Malformed(ILogger logger, string fault);

    [LoggerMessage(10, LogLevel.Warning, "the server points to {Other}, another host: not followed")]
    public static partial void ReconnectRefused(ILogger logger, string other);

    [LoggerMessage(11, LogLevel.Information, "the server asks to connect again to {Server} in {Wait:0} s")]
    public static partial void ReconnectAsked(ILogger logger, string server, double wait);

    [LoggerMessage(13, LogLevel.Information, "versions are rolled within mask {Mask}")]
    public static partial void Rolling(ILogger logger, string mask);

    [LoggerMessage(14, LogLevel.Warning, "the server asks to connect again to {Server}: not followed (--no-redirect)")]
    public static partial void RedirectIgnored(ILogger logger, string server);

    [LoggerMessage(12, LogLevel.Error, "{Server}: gave up after {Count} tries")]
    public static partial void GaveUp(ILogger logger, string server, int count);
}
