using Mesos.V1;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Tasks;
using Call = Mesos.V1.Scheduler.Call;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Master.Calls;

/// <summary>RECONCILE: tells the latest state of the tasks asked for, or of all the framework's (docs/reconciliation.md).</summary>
internal static class Reconcile
{
    private const string Latest = "Reconciliation: Latest task state";

    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.Reconcile reconcile)
    {
        context.Counters.Count(MasterCounter.MessagesReconcileTasks);
        if (reconcile.Tasks.Count == 0)
        {
            foreach (var task in framework.Tasks)
            {
                Send(context, framework, StatusFactory.Repeat(task, Latest, Reason.Reconciliation, context.Now));
            }

            return null;
        }

        foreach (var task in reconcile.Tasks)
        {
            Answer(
                context,
                framework,
                new TaskId(task.TaskId.Value),
                task.AgentId is null ? null : new AgentId(task.AgentId.Value));
        }

        return null;
    }

    /// <summary>
    /// Answers about one task. While agents that may run it have yet to come back to this master there is no answer: the
    /// framework asks again.
    /// </summary>
    public static void Answer(MasterContext context, FrameworkRecord framework, TaskId id, AgentId? agent)
    {
        if (framework.Task(id) is { } known)
        {
            Send(context, framework, StatusFactory.Repeat(known, Latest, Reason.Reconciliation, context.Now));
            return;
        }

        var recovered = context.State.RecoveredAgents;
        if (agent is { } named ? recovered.ContainsKey(named.Value) : recovered.Count > 0)
        {
            context.Tell(new CallDropped(framework.Id, "RECONCILE", $"Task {id}: agents have yet to come back to this master"));
            return;
        }

        var (state, message) = Unknown(context, agent);
        if (!framework.IsPartitionAware)
        {
            state = TaskState.TaskLost;
        }

        var status = StatusFactory.Make(id, agent, state, message, Reason.Reconciliation, context.Now);
        if (agent is { } away && context.Registrar.Stored.Unreachable.TryGetValue(away.Value, out var since))
        {
            status.UnreachableTime = new TimeInfo { Nanoseconds = StatusFactory.ToNanoseconds(since) };
        }

        Send(context, framework, status);
    }

    private static (TaskState State, string Message) Unknown(MasterContext context, AgentId? agent)
    {
        if (agent is not { } id)
        {
            return (TaskState.TaskUnknown, "Reconciliation: Task is unknown");
        }

        var registry = context.Registrar.Stored;
        return context.State.Agents.Contains(id) ? (TaskState.TaskGone, "Reconciliation: Task is unknown to the agent")
            : registry.Unreachable.ContainsKey(id.Value) ? (TaskState.TaskUnreachable, "Reconciliation: Task is unreachable")
            : registry.Gone.ContainsKey(id.Value) ? (TaskState.TaskGoneByOperator, "Reconciliation: Task is gone")
            : (TaskState.TaskUnknown, "Reconciliation: Task is unknown");
    }

    private static void Send(MasterContext context, FrameworkRecord framework, TaskStatus status) =>
        context.Send(framework, SchedulerEvents.Update(status));
}
