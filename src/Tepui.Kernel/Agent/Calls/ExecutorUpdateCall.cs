using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;
using Tepui.Kernel.Agent.Volumes;
using Tepui.Kernel.Tasks;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>
/// An executor tells what a task has come to (src/slave/slave.cpp, statusUpdate). It is acknowledged to the executor once it is
/// written down, whenever the framework may have it.
/// </summary>
internal static class ExecutorUpdateCall
{
    /// <summary>How many updates of a task may wait for the framework before an executor has to hold back.</summary>
    public const int MostWaiting = 10_000;

    private enum Verdict
    {
        /// <summary>Not the executor's to send, or to be sent again: no acknowledgement.</summary>
        Ignored,

        /// <summary>Nothing to do, and nothing to be sent again.</summary>
        Settled,

        /// <summary>It is on its way to the framework.</summary>
        Taken,

        /// <summary>There are too many before it.</summary>
        TooMany,
    }

    /// <summary>Takes an update of an executor that is subscribed, or was.</summary>
    public static Rejection? Take(AgentState agent, AgentExecutor executor, TaskStatus status)
    {
        switch (Judge(agent, executor, status))
        {
            case Verdict.TooMany:
                return new Rejection(
                    RejectionKind.Unavailable,
                    $"{MostWaiting} updates of task '{status.TaskId.Value}' wait for its framework: send this one again later");
            case Verdict.Taken or Verdict.Settled when executor.Connection is { } connection:
                agent.Emit(new SendToExecutor(connection, Acknowledged(status.TaskId, status.Uuid)));
                break;
        }

        return null;
    }

    /// <summary>Takes an update that came with a subscription; true when it is to be acknowledged.</summary>
    public static bool TakeUnacknowledged(AgentState agent, AgentExecutor executor, TaskStatus status) =>
        Judge(agent, executor, status) is Verdict.Taken or Verdict.Settled;

    public static Event Acknowledged(TaskID task, ByteString uuid) => new()
    {
        Type = Event.Types.Type.Acknowledged,
        Acknowledged = new Event.Types.Acknowledged { TaskId = task, Uuid = uuid },
    };

    public static void Ignore(AgentState agent, AgentExecutor executor, TaskStatus status, string reason)
    {
        agent.Counters.InvalidUpdates++;
        agent.Tell(new AgentNotice.ExecutorUpdateIgnored(
            executor.Framework.Id, executor.Id, status.TaskId.Value, status.State, reason));
    }

    private static Verdict Judge(AgentState agent, AgentExecutor executor, TaskStatus status)
    {
        if (executor.Framework.ShuttingDown)
        {
            Ignore(agent, executor, status, "its framework is being shut down");
            return Verdict.Ignored;
        }

        if (status.AgentId is { } named && named.Value != agent.KnownId.Value)
        {
            Ignore(agent, executor, status, $"it names the agent '{named.Value}', and this one is '{agent.KnownId}'");
            return Verdict.Ignored;
        }

        // A task of another executor of the framework's is let pass, as in Mesos.
        AgentTask? task = executor.Framework.Find(new TaskId(status.TaskId.Value));
        if (task?.Executor is not { } owner)
        {
            Ignore(agent, executor, status, "no such task of an executor is here, or it is over");
            return Verdict.Settled;
        }

        if (task.Updates.Knows(status.Uuid))
        {
            return Verdict.Settled;
        }

        if (task.Phase == TaskPhase.Ended)
        {
            Ignore(agent, executor, status, $"the task has ended as {WireNames.Of(task.State)}");
            return Verdict.Settled;
        }

        bool terminal = TaskStates.IsTerminal(status.State);
        if (task.Phase == TaskPhase.Launching && !terminal)
        {
            Ignore(agent, executor, status, "the task has not been sent to its executor");
            return Verdict.Settled;
        }

        if (task.Updates.Waiting.Count >= MostWaiting && !terminal)
        {
            return Verdict.TooMany;
        }

        task.Updates.Remember(status.Uuid);
        task.Phase = terminal ? TaskPhase.Ended : TaskPhase.Running;
        if (terminal)
        {
            VolumeMounts.Leave(agent, task);
            owner.OwesUpdate = true;
            RunExecutorTaskCall.UpdateContainer(agent, owner);
        }

        agent.Updates.Make(task, agent.Statuses.Complete(task, owner, agent.KnownId, status, agent.Now));
        return Verdict.Taken;
    }
}
