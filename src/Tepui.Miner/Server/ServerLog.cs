using Microsoft.Extensions.Logging;

namespace Tepui.Miner.Server;

/// <summary>Everything the server tells, one line each.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Information, "workers connect to {Address}:{WorkerPort}; statistics at http://{Address}:{StatusPort}/stats")]
    public static partial void Listening(ILogger logger, string address, int workerPort, int statusPort);

    [LoggerMessage(2, LogLevel.Information, "coins go to {Address}")]
    public static partial void PayingTo(ILogger logger, string address);

    [LoggerMessage(3, LogLevel.Information, "working on block {Height}, difficulty {Difficulty:g6}")]
    public static partial void NewBlock(ILogger logger, long height, double difficulty);

    [LoggerMessage(4, LogLevel.Warning, "{Trouble}; trying again, workers keep the last work")]
    public static partial void NodeTrouble(ILogger logger, string trouble);

    [LoggerMessage(5, LogLevel.Information, "the Bitcoin node at {Node} answers again")]
    public static partial void NodeBack(ILogger logger, string node);

    [LoggerMessage(6, LogLevel.Information, "worker connected from {Address}; {Count} connected")]
    public static partial void Connected(ILogger logger, string address, int count);

    [LoggerMessage(7, LogLevel.Information, "worker {Name} from {Address} left: {Reason}")]
    public static partial void Left(ILogger logger, string name, string address, string reason);

    [LoggerMessage(8, LogLevel.Warning, "refused a connection from {Address}: {Count} are open, which is the most (--max_connections)")]
    public static partial void TooMany(ILogger logger, string address, int count);

    [LoggerMessage(9, LogLevel.Information, "block {Height} {Hash} found by {Worker}: accepted")]
    public static partial void BlockAccepted(ILogger logger, long height, string hash, string worker);

    [LoggerMessage(10, LogLevel.Warning, "block {Height} {Hash} found by {Worker}: refused, {Reason}")]
    public static partial void BlockRefused(ILogger logger, long height, string hash, string worker, string reason);

    [LoggerMessage(11, LogLevel.Error, "accepting a connection failed: {Reason}")]
    public static partial void AcceptFailed(ILogger logger, string reason);
}
