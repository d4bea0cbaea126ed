using Tepui.Internal.V1;
using Tepui.Kernel.Master.Frameworks;
using Call = Mesos.V1.Scheduler.Call;

namespace Tepui.Kernel.Master.Calls;

/// <summary>KILL: passed on to the task's agent; a task nobody knows is answered as an explicit reconciliation.</summary>
internal static class Kill
{
    public static Rejection? Handle(MasterContext context, FrameworkRecord framework, Call.Types.Kill kill)
    {
        context.Counters.Count(MasterCounter.MessagesKillTask);
        var id = new TaskId(kill.TaskId.Value);
        if (framework.Task(id) is not { } task)
        {
            Reconcile.Answer(context, framework, id, kill.AgentId is null ? null : new AgentId(kill.AgentId.Value));
            return null;
        }

        if (kill.AgentId is { } named && named.Value != task.Agent.Value)
        {
            context.Drop(framework, "KILL", $"Task {id} runs on agent {task.Agent}, not {named.Value}");
            return null;
        }

        context.Tell(new TaskKillRequested(framework.Id, id));
        if (context.State.Agents.Find(task.Agent) is not { } agent)
        {
            return null;
        }

        agent.KilledTasks.Add((framework.Id, id));
        context.Send(agent, new AgentLinkFrame
        {
            KillTask = new KillTask { FrameworkId = framework.Info.Id, TaskId = kill.TaskId, KillPolicy = kill.KillPolicy },
        });
        return null;
    }
}
