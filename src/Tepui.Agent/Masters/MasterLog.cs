using Microsoft.Extensions.Logging;
using Tepui.ZooKeeper;

namespace Tepui.Agent.Masters;

internal static partial class MasterLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Who leads at {Url} cannot be read: {Trouble}; it is tried again")]
    public static partial void Trouble(ILogger logger, ZooKeeperUrl url, string trouble);

    [LoggerMessage(Level = LogLevel.Error, Message = "The node {Node} at {Url} is no master's: {Fault}; no master is followed until another leads")]
    public static partial void Rubbish(ILogger logger, string node, ZooKeeperUrl url, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The agent ends: {Reason}")]
    public static partial void Refused(ILogger logger, string reason);
}
