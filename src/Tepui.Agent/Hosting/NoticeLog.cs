using Microsoft.Extensions.Logging;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Checks;

namespace Tepui.Agent.Hosting;

/// <summary>Makes log lines of what the machine tells. What happens to every task is told at debug level only.</summary>
internal sealed class NoticeLog(ILogger logger)
{
    public void Write(AgentNotice notice)
    {
        switch (notice)
        {
            case AgentNotice.StatusMade told:
                if (logger.IsEnabled(LogLevel.Debug))
                    Log.StatusMade(logger, told.Framework.Value, told.Task.Value, WireNames.Of(told.State), told.Message);
                break;
            case AgentNotice.TaskAccepted told:
                Log.TaskAccepted(logger, told.Framework.Value, told.Task.Value, told.Container.Value);
                break;
            case AgentNotice.RecoveryDone told:
                if (told.Tasks + told.Orphans > 0)
                    Log.Recovered(logger, told.Tasks, told.Running, told.Orphans, told.HostRebooted);
                break;
            case AgentNotice.Registered told:
                if (told.Again)
                    Log.Reregistered(logger, told.Agent.Value);
                else
                    Log.Registered(logger, told.Agent.Value);
                break;
            case AgentNotice.LinkLost told:
                Log.LinkLost(logger, told.Reason, told.RetryAfter.TotalSeconds);
                break;
            case AgentNotice.LeaderChanged { Master: { } leader }:
                Log.LeaderChanged(logger, leader.Host, leader.Port);
                break;
            case AgentNotice.LeaderChanged:
                Log.NoLeader(logger);
                break;
            case AgentNotice.TaskRefused told:
                Log.TaskRefused(logger, told.Framework.Value, told.Task.Value, WireNames.Of(told.State), told.Message);
                break;
            case AgentNotice.TaskIgnored told:
                Log.TaskIgnored(logger, told.Framework.Value, told.Task.Value, told.Reason);
                break;
            case AgentNotice.LaunchFailed told:
                Log.LaunchFailed(logger, told.Framework.Value, told.Task.Value, told.Reason);
                break;
            case AgentNotice.StatusSentAgain told:
                Log.StatusSentAgain(logger, told.Framework.Value, told.Task.Value, WireNames.Of(told.State));
                break;
            case AgentNotice.AcknowledgementIgnored told:
                Log.AcknowledgementIgnored(logger, told.Framework.Value, told.Task.Value, told.Reason);
                break;
            case AgentNotice.KillIgnored told:
                Log.KillIgnored(logger, told.Framework.Value, told.Task.Value, told.Reason);
                break;
            case AgentNotice.CheckFailed told:
                Log.CheckFailed(
                    logger,
                    told.Kind == CheckKind.HealthCheck ? "Health check" : "Check",
                    told.Framework.Value,
                    told.Task.Value,
                    told.Ignored ? "in its grace period: " : "",
                    told.Reason);
                break;
            case AgentNotice.MessageDropped told:
                Log.MessageDropped(logger, told.Framework.Value, told.Executor.Value, told.Reason);
                break;
            case AgentNotice.ExecutorLaunched told:
                Log.ExecutorLaunched(logger, told.Framework.Value, told.Executor.Value, told.Container.Value);
                break;
            case AgentNotice.ExecutorSubscribed told:
                Log.ExecutorSubscribed(logger, told.Framework.Value, told.Executor.Value, told.Again);
                break;
            case AgentNotice.ExecutorDisconnected told:
                Log.ExecutorDisconnected(logger, told.Framework.Value, told.Executor.Value);
                break;
            case AgentNotice.ExecutorShutDown told:
                Log.ExecutorShutDown(logger, told.Framework.Value, told.Executor.Value, told.Reason);
                break;
            case AgentNotice.ExecutorTerminated told:
                Log.ExecutorTerminated(logger, told.Framework.Value, told.Executor.Value, told.Message);
                break;
            case AgentNotice.ExecutorUpdateIgnored told:
                Log.ExecutorUpdateIgnored(
                    logger, told.Framework.Value, told.Executor.Value, told.Task, WireNames.Of(told.State), told.Reason);
                break;
            case AgentNotice.OperationEnded told:
                Log.OperationEnded(
                    logger, WireNames.Of(told.Type), told.Framework?.Value ?? "an operator", WireNames.Of(told.State), told.Message);
                break;
            case AgentNotice.DrainBegun told:
                Log.DrainBegun(logger, told.Tasks);
                break;
            case AgentNotice.DrainEnded:
                Log.DrainEnded(logger);
                break;
            case AgentNotice.FrameworkShutDown told:
                Log.FrameworkShutDown(logger, told.Framework.Value);
                break;
            case AgentNotice.OrphanFound told:
                Log.OrphanFound(logger, told.Container.Value);
                break;
            case AgentNotice.DiskMeasured told:
                const double Filling = 0.9;
                if (told is { Usage: >= Filling, Pending: > 0 })
                    Log.DiskFilling(logger, told.Usage, told.AllowedAge, told.Pending);
                else
                    Log.DiskMeasured(logger, told.Usage, told.AllowedAge, told.Pending);
                break;
            case AgentNotice.DiskUnmeasured told:
                Log.DiskUnmeasured(logger, told.Reason);
                break;
            case AgentNotice.ShuttingDown told:
                Log.ShuttingDown(logger, told.Reason);
                break;
            case AgentNotice.UnknownFrame told:
                Log.UnknownFrame(logger, told.Name);
                break;
        }
    }
}
