using System;
using Microsoft.Extensions.Logging;
using Tepui.Kernel;
using Tepui.Kernel.Master;

namespace Tepui.Master.Logging;

/// <summary>Makes a log line of each notice of the machine's.</summary>
/// <param name="listener">Also told each notice; for programs that embed a master and show what happens.</param>
internal sealed class NoticeLog(ILogger logger, Action<Notice>? listener)
{
    public void Tell(Notice notice)
    {
        listener?.Invoke(notice);
        switch (notice)
        {
            case TaskStatusChanged task:
                Log.TaskStatusChanged(logger, task.Task.Value, task.Framework.Value, task.Agent.Value, task.State, task.Message);
                break;
            case TaskLaunched task:
                Log.TaskLaunched(logger, task.Task.Value, task.Framework.Value, task.Agent.Value);
                break;
            case ExecutorAdded executor:
                Log.ExecutorAdded(
                    logger, executor.Executor.Value, executor.Resources, executor.Framework.Value, executor.Agent.Value);
                break;
            case ExecutorEnded executor:
                Log.ExecutorEnded(
                    logger, executor.Executor.Value, executor.Framework.Value, executor.Agent.Value, executor.WaitStatus);
                break;
            case OffersSent sent:
                Log.OffersSent(logger, sent.Count, sent.Framework.Value);
                break;
            case OfferRescinded offer:
                Log.OfferRescinded(logger, offer.Offer.Value, offer.Framework.Value, offer.Reason);
                break;
            case OperationBegun operation:
                Log.OperationBegun(
                    logger, operation.Operation, Asker(operation.Framework), operation.Agent.Value, operation.Converted);
                break;
            case OperationStatusChanged operation:
                Log.OperationStatusChanged(
                    logger, operation.Operation, Asker(operation.Framework), operation.Agent.Value, operation.State, operation.Message);
                break;
            case OperationNotUndone operation:
                Log.OperationNotUndone(logger, operation.Operation, operation.Agent.Value, operation.Reason);
                break;
            case TaskKillRequested kill:
                Log.TaskKillRequested(logger, kill.Task.Value, kill.Framework.Value);
                break;
            case SubscriberAdded subscriber:
                Log.SubscriberAdded(logger, subscriber.Connection.Value);
                break;
            case SubscriberEvicted subscriber:
                Log.SubscriberEvicted(logger, subscriber.Connection.Value);
                break;
            case SubscriberRemoved subscriber:
                Log.SubscriberRemoved(logger, subscriber.Connection.Value);
                break;
            case TaskRefused task:
                Log.TaskRefused(logger, task.Task.Value, task.Framework.Value, task.State, task.Reason);
                break;
            case CallDropped call:
                Log.CallDropped(logger, call.Call, call.Framework.Value, call.Reason);
                break;
            case LeadershipTaken taken:
                Log.LeadershipTaken(logger, taken.MasterId, taken.RecoveredAgents);
                break;
            case RegistryWriteFailed failed:
                Log.RegistryWriteFailed(logger, failed.Version, failed.Reason);
                break;
            default:
                if (!TellOfFramework(notice) && !TellOfAgent(notice) && !TellOfOperators(notice) && !TellOfRole(notice))
                {
                    Log.Other(logger, notice);
                }

                break;
        }
    }

    private bool TellOfFramework(Notice notice)
    {
        switch (notice)
        {
            case FrameworkSubscribed { Again: false } framework:
                Log.FrameworkSubscribed(logger, framework.Framework.Value, framework.Name);
                return true;
            case FrameworkSubscribed framework:
                Log.FrameworkResubscribed(logger, framework.Framework.Value, framework.Name);
                return true;
            case FrameworkUpdated framework:
                Log.FrameworkUpdated(logger, framework.Framework.Value, framework.Name);
                return true;
            case SubscriptionRefused refused:
                Log.SubscriptionRefused(logger, refused.Name, refused.Reason);
                return true;
            case FrameworkDisconnected framework:
                Log.FrameworkDisconnected(logger, framework.Framework.Value, framework.Name, framework.FailoverTimeout);
                return true;
            case FrameworkRecovered framework:
                Log.FrameworkRecovered(logger, framework.Framework.Value, framework.Name);
                return true;
            case FrameworkRemoved framework:
                Log.FrameworkRemoved(logger, framework.Framework.Value, framework.Name, framework.Reason);
                return true;
            default:
                return false;
        }
    }

    private bool TellOfAgent(Notice notice)
    {
        switch (notice)
        {
            case AgentAdmitted agent:
                Log.AgentAdmitted(logger, agent.Agent.Value, agent.Hostname, agent.Resources);
                return true;
            case AgentReturned agent:
                Log.AgentReturned(logger, agent.Agent.Value, agent.Hostname, agent.Tasks);
                return true;
            case AgentDisconnected agent:
                Log.AgentDisconnected(logger, agent.Agent.Value, agent.Hostname);
                return true;
            case AgentUnreachable agent:
                Log.AgentUnreachable(logger, agent.Agent.Value, agent.Hostname, agent.Reason);
                return true;
            case AgentRemoved agent:
                Log.AgentRemoved(logger, agent.Agent.Value, agent.Hostname, agent.Reason);
                return true;
            case AgentRefused agent:
                Log.AgentRefused(logger, agent.Address, agent.Reason);
                return true;
            case AgentFrameIgnored frame:
                Log.AgentFrameIgnored(logger, frame.Message, frame.Agent, frame.Reason);
                return true;
            default:
                return false;
        }
    }

    private bool TellOfOperators(Notice notice)
    {
        switch (notice)
        {
            case AgentGone agent:
                Log.AgentGone(logger, agent.Agent.Value);
                return true;
            case AgentDraining agent:
                Log.AgentDraining(logger, agent.Agent.Value);
                return true;
            case AgentDrained agent:
                Log.AgentDrained(logger, agent.Agent.Value, agent.Hostname);
                return true;
            case AgentDeactivated agent:
                Log.AgentDeactivated(logger, agent.Agent.Value);
                return true;
            case AgentReactivated agent:
                Log.AgentReactivated(logger, agent.Agent.Value);
                return true;
            case MaintenanceScheduled scheduled:
                Log.MaintenanceScheduled(logger, scheduled.Windows);
                return true;
            case MaintenanceStarted started:
                Log.MaintenanceStarted(logger, started.Machines);
                return true;
            case MaintenanceStopped stopped:
                Log.MaintenanceStopped(logger, stopped.Machines);
                return true;
            case InverseOffersSent sent:
                Log.InverseOffersSent(logger, sent.Count, sent.Framework.Value);
                return true;
            case AgentsForgotten forgotten:
                Log.AgentsForgotten(logger, forgotten.Unreachable, forgotten.Gone);
                return true;
            default:
                return false;
        }
    }

    private bool TellOfRole(Notice notice)
    {
        switch (notice)
        {
            case OffersPaused paused:
                Log.OffersPaused(logger, paused.Agents, paused.Timeout);
                return true;
            case OffersResumed resumed:
                Log.OffersResumed(logger, resumed.Agents);
                return true;
            case RoleWeightSet role:
                Log.RoleWeightSet(logger, role.Role, role.Weight);
                return true;
            case RoleQuotaSet role:
                Log.RoleQuotaSet(logger, role.Role, role.Quota);
                return true;
            case WeightsFlagIgnored:
                Log.WeightsFlagIgnored(logger);
                return true;
            default:
                return false;
        }
    }

    private static string Asker(FrameworkId? framework) => framework is { } id ? $"framework {id}" : "an operator";
}
