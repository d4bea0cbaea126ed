using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>Task groups cannot be run yet: each of their tasks is told so.</summary>
internal static class RunTaskGroupCall
{
    private const string Message = "Task groups are not supported yet: launch the tasks one by one";

    public static void Apply(AgentState agent, RunTaskGroup call)
    {
        var frameworkId = new FrameworkId(call.Framework.Id.Value);
        AgentFramework framework = UpdateFrameworkCall.Admit(agent, frameworkId, call.Framework);
        if (agent.Stopping is not null || framework.ShuttingDown)
        {
            return;
        }

        foreach (TaskInfo described in call.TaskGroup.Tasks)
        {
            var taskId = new TaskId(described.TaskId.Value);
            if (framework.Find(taskId) is null)
            {
                TaskInfo info = described.Clone();
                info.Executor = call.Executor;
                RunTaskCall.Refuse(
                    agent, framework, taskId, info, TaskState.TaskError, TaskStatus.Types.Reason.TaskGroupInvalid, Message);
            }
        }
    }
}
