using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;

namespace Tepui.Kernel.Tests.Master.Messages;

public class AgentUnregistrationTests
{
    [Fact]
    public void Unregister_LosesTasksRescindsOffersAndForgetsTheAgent()
    {
        var scenario = new MasterScenario();
        var agent = scenario.Register();
        var scheduler = scenario.Subscribe();
        scheduler.Launch([scheduler.Offers[0]], 0, TaskInfos.Command("a", scheduler.Offers[0]));
        scheduler.Offers.Count.ShouldBe(1);

        agent.Send(new AgentLinkFrame { UnregisterAgent = new UnregisterAgent { AgentId = agent.Id } });

        scheduler.Offers.ShouldBeEmpty();
        scheduler.LastUpdate.State.ShouldBe(TaskState.TaskLost);
        scheduler.LastUpdate.Message.ShouldEndWith(" removed: the agent unregistered");
        scheduler.Events[^1].Failure.AgentId.ShouldBe(agent.Id);
        agent.IsClosed.ShouldBeTrue();
        scenario.Registry.Admitted.ShouldBeEmpty();
        var view = scenario.Machine.TakeView();
        view.Agents.ShouldBeEmpty();
        view.Frameworks[0].CompletedTasks.Single().State.ShouldBe(TaskState.TaskLost);
    }
}
