using Mesos.V1;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Tasks;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Master.Subscribers;

/// <summary>
/// Tells the subscribers of the operator event stream what changes. Called where it changes; costs a comparison while nobody
/// is subscribed.
/// </summary>
internal static class Announcements
{
    public static void TaskAdded(MasterContext context, TaskRecord task)
    {
        if (IsHeard(context))
        {
            Send(context, new OperatorChange.TaskAdded(new TaskView(task)));
        }
    }

    /// <summary>
    /// Whether subscribers hear of a status that a task is about to take in: it says another state than the last one, or a
    /// check's result. Beyond Mesos also when only the task's state changes, or else a replayed stream would miss that.
    /// </summary>
    public static bool IsNews(MasterContext context, TaskRecord task, TaskStatus status, TaskState state) =>
        IsHeard(context) &&
        (task.Image.LastStatusState() != status.State ||
            (task.State != state && !task.State.IsTerminal()) ||
            (status.HasReason && status.Reason is Reason.TaskCheckStatusUpdated or Reason.TaskHealthCheckStatusUpdated));

    /// <summary>After a status that <see cref="IsNews"/> was taken in.</summary>
    public static void TaskUpdated(MasterContext context, TaskRecord task, TaskStatus status) =>
        Send(context, new OperatorChange.TaskUpdated(task.Framework, status, task.State));

    public static void AgentAdded(MasterContext context, AgentRecord agent)
    {
        if (IsHeard(context))
        {
            Send(context, new OperatorChange.AgentAdded(ViewMaker.Take(agent)));
        }
    }

    /// <summary>
    /// An agent is in the list of agents no more. Beyond Mesos also when it is gone or out of reach, or else a replayed stream
    /// would keep it for ever.
    /// </summary>
    public static void AgentRemoved(MasterContext context, AgentId agent)
    {
        if (IsHeard(context))
        {
            Send(context, new OperatorChange.AgentRemoved(agent));
        }
    }

    public static void FrameworkAdded(MasterContext context, FrameworkRecord framework)
    {
        if (IsHeard(context))
        {
            Send(context, new OperatorChange.FrameworkAdded(OperatorChange.FrameworkState.Of(framework)));
        }
    }

    /// <summary>A framework subscribed again, or its info changed.</summary>
    public static void FrameworkUpdated(MasterContext context, FrameworkRecord framework)
    {
        if (IsHeard(context))
        {
            Send(context, new OperatorChange.FrameworkUpdated(OperatorChange.FrameworkState.Of(framework)));
        }
    }

    public static void FrameworkRemoved(MasterContext context, FrameworkRecord framework)
    {
        if (IsHeard(context))
        {
            Send(context, new OperatorChange.FrameworkRemoved(framework.Info));
        }
    }

    private static bool IsHeard(MasterContext context) => context.State.Subscribers.Count > 0;

    private static void Send(MasterContext context, OperatorChange change) => context.Add(new SendOperatorEvent(change));
}
