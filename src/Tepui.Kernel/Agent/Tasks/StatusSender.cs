using System;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Calls;
using Tepui.Kernel.StatusUpdates;

namespace Tepui.Kernel.Agent.Tasks;

/// <summary>Brings status updates to the master: written down first, in order, until each is acknowledged.</summary>
internal sealed class StatusSender(AgentState agent)
{
    private DateTimeOffset? _retryAt;

    /// <summary>A task has come to something. Nobody is told when its framework is being shut down.</summary>
    public void Make(AgentTask task, TaskStatus status)
    {
        DrainCall.Explain(agent, task, status);
        task.Came(status);
        agent.Counters.Count(status.State);
        agent.Tell(new AgentNotice.StatusMade(task.Framework.Id, task.Id, status.State, status.Message));
        if (task.Framework.ShuttingDown)
        {
            return;
        }

        agent.Append(new AgentCheckpoint
        {
            StatusMade = new AgentCheckpoint.Types.StatusMade
            {
                FrameworkId = new FrameworkID { Value = task.Framework.Id.Value },
                Status = status,
            },
        });
        if (task.Updates.Add(status))
        {
            Send(task);
        }
    }

    public void Acknowledge(FrameworkId frameworkId, TaskId taskId, ByteString uuid)
    {
        AgentTask? task = agent.Find(frameworkId)?.Find(taskId);
        if (task is null)
        {
            agent.Tell(new AgentNotice.AcknowledgementIgnored(frameworkId, taskId, "the task is not here, or is over"));
            return;
        }

        switch (task.Updates.Acknowledge(uuid))
        {
            case Acknowledgement.Repeated:
                return;
            case Acknowledgement.Unexpected:
                agent.Counters.UnexpectedAcknowledgements++;
                agent.Tell(new AgentNotice.AcknowledgementIgnored(frameworkId, taskId, "its uuid is of no update that waits for one"));
                return;
        }

        agent.Append(new AgentCheckpoint
        {
            StatusAcknowledged = new AgentCheckpoint.Types.StatusAcknowledged
            {
                FrameworkId = new FrameworkID { Value = frameworkId.Value },
                TaskId = new TaskID { Value = taskId.Value },
                Uuid = uuid,
            },
        });
        if (task.Updates.Finished)
        {
            agent.Complete(task);
        }
        else
        {
            Send(task);
        }
    }

    /// <summary>A master has the agent registered: it is told at once what others were told and did not acknowledge.</summary>
    public void SendAll()
    {
        foreach (AgentTask task in agent.Tasks)
        {
            task.Updates.Rewind();
#if PLANTED_BUGS
            if (PlantedBugs.Has(PlantedBug.LostUpdate))
            {
                continue;
            }
#endif
            Send(task);
        }
    }

    /// <summary>
    /// A framework's scheduler may be another or back: what was sent to nobody, and would be again only after a long while, is sent.
    /// </summary>
    public void SendOverdue(AgentFramework framework)
    {
        foreach (AgentTask task in agent.Tasks)
        {
            if (task.Framework == framework && task.Updates.RetryAt is { } due && due - agent.Now > StatusStream.FirstRetry)
            {
                task.Updates.Rewind();
                Send(task);
            }
        }
    }

    /// <summary>Sends again what nobody acknowledged in time.</summary>
    public void Retry()
    {
        _retryAt = null;
        if (!agent.Link.IsRegistered)
        {
            return;
        }

        foreach (AgentTask task in agent.Tasks)
        {
            if (task.Updates.Outstanding is not { } status || task.Updates.RetryAt is not { } due)
            {
                continue;
            }

            if (due > agent.Now)
            {
                Arm(due);
                continue;
            }

            agent.Counters.Retries++;
            agent.Tell(new AgentNotice.StatusSentAgain(task.Framework.Id, task.Id, status.State));
            Send(task);
        }
    }

    private void Send(AgentTask task)
    {
        if (!agent.Link.IsRegistered || task.Updates.Outstanding is not { } status)
        {
            return;
        }

        var update = new UpdateStatus
        {
            FrameworkId = new FrameworkID { Value = task.Framework.Id.Value },
            Status = status,
        };
        if (task.State != status.State)
        {
            update.LatestState = task.State;
        }

        agent.Link.Send(new AgentLinkFrame { UpdateStatus = update });
        task.Updates.Sent(agent.Now);
        Arm(task.Updates.RetryAt!.Value);
    }

    /// <summary>One timer for all: acknowledgements as a rule come within milliseconds, and then it costs nothing.</summary>
    private void Arm(DateTimeOffset due)
    {
        if (_retryAt <= due)
        {
            return;
        }

        _retryAt = due;
        agent.Emit(new StartTimer(new AgentTimer.StatusRetry(), due - agent.Now));
    }
}
