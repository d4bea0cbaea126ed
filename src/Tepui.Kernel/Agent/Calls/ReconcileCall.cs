using System.Collections.Generic;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>Tasks that the master believes to be here: of those that are not, it is told so.</summary>
internal static class ReconcileCall
{
    public static void Apply(AgentState agent, IEnumerable<AgentReregistered.Types.ReconcileTask> tasks)
    {
        foreach (AgentReregistered.Types.ReconcileTask named in tasks)
        {
            var frameworkId = new FrameworkId(named.FrameworkId.Value);
            var taskId = new TaskId(named.TaskId.Value);
            AgentFramework framework = agent.Find(frameworkId) ?? agent.Admit(frameworkId, Unknown(named.FrameworkId));
            if (framework.Find(taskId) is not null || framework.ShuttingDown)
            {
                continue;
            }

            var task = new AgentTask(framework, taskId, info: null, default) { Phase = TaskPhase.Ended };
            agent.Add(task);
            TaskState state = framework.Missing(TaskState.TaskDropped);
            const string Message = "Reconciliation: task unknown to the agent";
            agent.Tell(new AgentNotice.TaskRefused(frameworkId, taskId, state, Message));
            agent.Updates.Make(task, agent.Statuses.FromAgent(
                task, agent.KnownId, state, TaskStatus.Types.Reason.Reconciliation, Message, agent.Now));
        }
    }

    /// <summary>Of a framework never seen here nothing is known, not even whether it knows of partitions.</summary>
    public static FrameworkInfo Unknown(FrameworkID id) => new() { User = "", Name = "", Id = id };
}
