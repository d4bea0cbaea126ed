using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;

namespace Tepui.Kernel.Tests.Agent.Calls;

public sealed class RunTaskGroupTests
{
    [Fact]
    public void Every_task_of_a_group_is_told_that_groups_cannot_be_run()
    {
        AgentScenario agent = AgentScenario.Registered();

        agent.FromMaster(new AgentLinkFrame
        {
            RunTaskGroup = new RunTaskGroup
            {
                Framework = AgentScenario.FrameworkInfo(),
                Executor = AgentScenario.ExecutorTask("x").Executor,
                TaskGroup = new TaskGroupInfo { Tasks = { AgentScenario.Task("a"), AgentScenario.Task("b") } },
                LaunchExecutor = true,
            },
        });

        agent.Statuses.Select(status => status.TaskId.Value).ShouldBe(["a", "b"]);
        agent.Statuses.ShouldAllBe(status =>
            status.State == TaskState.TaskError && status.Reason == TaskStatus.Types.Reason.TaskGroupInvalid);
        agent.LastStatus.Message.ShouldBe("Task groups are not supported yet: launch the tasks one by one");
        agent.Sent.Count(frame => frame.ExecutorExited is not null).ShouldBeGreaterThan(0);
    }
}
