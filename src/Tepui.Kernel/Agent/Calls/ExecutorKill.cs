using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>A task with an executor is to end: that one's affair, once it has the task (src/slave/slave.cpp, kill).</summary>
internal static class ExecutorKill
{
    public static void Apply(AgentState agent, AgentExecutor executor, AgentTask task, KillTask call)
    {
        if (executor.Phase is ExecutorPhase.Terminating or ExecutorPhase.Terminated)
        {
            string why = executor.Phase == ExecutorPhase.Terminating ? "its executor is terminating" : "its executor is terminated";
            agent.Tell(new AgentNotice.KillIgnored(task.Framework.Id, task.Id, why));
        }
        else if (task.IsQueued)
        {
            foreach (AgentTask queued in task.Group?.Tasks.ToArray() ?? [task])
            {
                ContainerEvents.End(agent, queued, ContainerEvents.KilledDuringLaunch(agent, queued));
            }

            EndWithoutTasks(agent, executor, "all its tasks were killed before they could be sent to it");
        }
        else if (executor.IsDefault)
        {
            KillTaskCall.Kill(agent, task, KillTaskCall.GracePeriod(agent, task, call.KillPolicy ?? task.Info?.KillPolicy));
        }
        else if (executor.Connection is { } connection)
        {
            agent.Emit(new SendToExecutor(connection, Message(task, call.KillPolicy)));
        }
        else
        {
            task.UnsentKill = call;
        }
    }

    /// <summary>As Mesos does (MESOS-8411): executors that never got a task do not end by themselves.</summary>
    public static void EndWithoutTasks(AgentState agent, AgentExecutor executor, string reason)
    {
        if (executor is { Phase: ExecutorPhase.Running, EverSentTask: false } && !executor.HasQueued())
        {
            ExecutorEnd.ShutDown(agent, executor, reason);
        }
    }

    public static Event Message(AgentTask task, KillPolicy? policy) => new()
    {
        Type = Event.Types.Type.Kill,
        Kill = new Event.Types.Kill { TaskId = new TaskID { Value = task.Id.Value }, KillPolicy = policy },
    };
}
