using Tepui.Internal.V1;
using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Master.Messages;

/// <summary>
/// A task's next status: passed on to its framework, which acknowledges it, and taken into the task's record. One that
/// nobody gets is sent again by the agent until somebody does.
/// </summary>
internal static class StatusUpdate
{
    private const int UuidLength = 16;

    public static void Handle(MasterContext context, AgentRecord agent, UpdateStatus update)
    {
        context.Counters.Count(MasterCounter.MessagesStatusUpdate);
        var status = update.Status;
        var fault = status.Uuid.Length != UuidLength ? $"its uuid has {status.Uuid.Length} bytes instead of 16"
            : status.AgentId?.Value != agent.Id.Value ? $"it is of agent '{status.AgentId?.Value}'"
            : null;
        if (fault is not null)
        {
            context.Counters.Count(MasterCounter.InvalidStatusUpdates);
            context.Tell(new AgentFrameIgnored(agent.Id.Value, "UpdateStatus", fault));
            return;
        }

        var framework = context.State.Frameworks.Find(new FrameworkId(update.FrameworkId.Value));
        var id = new TaskId(status.TaskId.Value);
        var task = agent.Task(new FrameworkId(update.FrameworkId.Value), id);
        var forwarded = framework is { Connected: true };
        if (forwarded)
        {
            task?.Sent(status.State, status.Uuid);
            context.Send(framework!, SchedulerEvents.Update(status));
        }

        if (task is null)
        {
            context.Counters.Count(MasterCounter.InvalidStatusUpdates);
            return;
        }

        TaskLife.Update(context, task, status, update.HasLatestState ? update.LatestState : null);
        context.Counters.Count(forwarded ? MasterCounter.ValidStatusUpdates : MasterCounter.InvalidStatusUpdates);
        context.Tell(new TaskStatusChanged(task.Framework, id, agent.Id, status.State, status.HasMessage ? status.Message : null));
    }
}
