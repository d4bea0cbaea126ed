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
        if (status.Uuid.Length != UuidLength)
        {
            context.Counters.Count(MasterCounter.InvalidStatusUpdates);
            context.Tell(new AgentFrameIgnored(agent.Id.Value, "UpdateStatus", $"its uuid has {status.Uuid.Length} bytes instead of 16"));
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
