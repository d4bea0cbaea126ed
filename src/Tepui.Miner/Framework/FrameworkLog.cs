using Microsoft.Extensions.Logging;

namespace Tepui.Miner.Framework;

/// <summary>The scheduler's notices as log lines.</summary>
internal static partial class FrameworkLog
{
    public static void Write(ILogger logger, MinerNotice notice)
    {
        switch (notice)
        {
            case MinerNotice.Subscribed(var id, var again):
                Subscribed(logger, again ? "again " : "", id);
                break;
            case MinerNotice.MasterLost(var why):
                MasterLost(logger, why);
                break;
            case MinerNotice.Refused(var message):
                Refused(logger, message);
                break;
            case MinerNotice.ServerStarting(var server):
                ServerStarting(logger, server.TaskId, server.Host, server.WorkerPort, server.StatusPort);
                break;
            case MinerNotice.ServerAnswers(var server):
                ServerAnswers(logger, server.TaskId, server.Host, server.WorkerPort);
                break;
            case MinerNotice.ServerEnded(var server, var why):
                ServerEnded(logger, server.TaskId, why);
                break;
            case MinerNotice.WorkerStarting(var task, var host, var cpus):
                WorkerStarting(logger, task, host, cpus);
                break;
            case MinerNotice.WorkerRunning(var task):
                WorkerRunning(logger, task);
                break;
            case MinerNotice.WorkerEnded(var task, var why):
                WorkerEnded(logger, task, why);
                break;
            case MinerNotice.StandingBy(var leader):
                StandingBy(logger, leader ?? "nobody yet");
                break;
            case MinerNotice.Leads(var id):
                Leads(logger, id ?? "a new one");
                break;
            case MinerNotice.Deposed(var why):
                Deposed(logger, why);
                break;
            case MinerNotice.ElectionTrouble(var why):
                ElectionTrouble(logger, why);
                break;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "subscribed {Again}as framework {FrameworkId}")]
    private static partial void Subscribed(ILogger logger, string again, string frameworkId);

    [LoggerMessage(2, LogLevel.Warning, "no connection to the master: {Why}; trying again")]
    private static partial void MasterLost(ILogger logger, string why);

    [LoggerMessage(3, LogLevel.Error, "the master refused the framework: {Message}")]
    private static partial void Refused(ILogger logger, string message);

    [LoggerMessage(4, LogLevel.Information, "starting {TaskId} on {Host}: workers' port {WorkerPort}, statistics' port {StatusPort}")]
    private static partial void ServerStarting(ILogger logger, string taskId, string host, int workerPort, int statusPort);

    [LoggerMessage(5, LogLevel.Information, "{TaskId} answers on {Host}:{WorkerPort}")]
    private static partial void ServerAnswers(ILogger logger, string taskId, string host, int workerPort);

    [LoggerMessage(6, LogLevel.Warning, "{TaskId} ended ({Why}): all its workers are killed, and another is started")]
    private static partial void ServerEnded(ILogger logger, string taskId, string why);

    [LoggerMessage(7, LogLevel.Information, "starting {TaskId} on {Host} with {Cpus} cpus")]
    private static partial void WorkerStarting(ILogger logger, string taskId, string host, double cpus);

    [LoggerMessage(8, LogLevel.Information, "{TaskId} runs")]
    private static partial void WorkerRunning(ILogger logger, string taskId);

    [LoggerMessage(9, LogLevel.Warning, "{TaskId} ended: {Why}")]
    private static partial void WorkerEnded(ILogger logger, string taskId, string why);

    [LoggerMessage(10, LogLevel.Information, "standing by; {Leader} leads")]
    private static partial void StandingBy(ILogger logger, string leader);

    [LoggerMessage(11, LogLevel.Information, "this one leads; the framework is {FrameworkId}")]
    private static partial void Leads(ILogger logger, string frameworkId);

    [LoggerMessage(12, LogLevel.Warning, "this one leads no more ({Why}); the tasks go on")]
    private static partial void Deposed(ILogger logger, string why);

    [LoggerMessage(13, LogLevel.Warning, "the election does not go on: {Why}; trying again")]
    private static partial void ElectionTrouble(ILogger logger, string why);
}
