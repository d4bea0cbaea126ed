using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Tests.Resources;

namespace Tepui.Kernel.Tests.Master;

/// <summary>Whole stories.</summary>
public class MasterMachineTests
{
    [Fact]
    public void A_task_is_offered_launched_updated_acknowledged_and_its_resources_are_offered_again()
    {
        var scenario = new MasterScenario();
        var scheduler = scenario.Subscribe();
        scheduler.Id.Value.ShouldBe("m-0000");
        scheduler.Events.Select(static e => e.Type).ShouldBe([Event.Types.Type.Subscribed, Event.Types.Type.Heartbeat]);
        var agent = scenario.Register();
        agent.Id.Value.ShouldBe("m-S0");
        scenario.Registry.Admitted.Keys.ShouldBe(["m-S0"]);

        var offer = scheduler.Offers.ShouldHaveSingleItem();
        offer.Id.Value.ShouldBe("m-O0");
        offer.AllocationInfo.Role.ShouldBe("*");
        offer.Url.Path.ShouldBe("/slave(1)");
        scheduler.Launch([offer], 0, TaskInfos.Command("a", offer)).ShouldBeNull();

        var run = agent.FramesOf(AgentLinkFrame.MessageOneofCase.RunTask).ShouldHaveSingleItem().RunTask;
        run.Task.Resources.ShouldAllBe(static resource => resource.AllocationInfo.Role == "*");
        Cpus(scheduler.Offers.ShouldHaveSingleItem()).ShouldBe(3);

        foreach (var state in new[] { TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFinished })
        {
            var update = agent.Update("m-0000", "a", state);
            scheduler.LastUpdate.ShouldBe(update);
            if (state == TaskState.TaskFinished)
            {
                // Free at once, before anybody acknowledges.
                scheduler.Offers.Sum(Cpus).ShouldBe(4);
            }

            scheduler.Acknowledge(update).ShouldBeNull();
            agent.Frames[^1].AcknowledgeStatus.Uuid.ShouldBe(update.Uuid);
        }
    }

    [Fact]
    public void A_framework_that_waits_for_too_much_is_told_what_is_missing_and_where_least()
    {
        var scenario = new MasterScenario();
        var scheduler = scenario.Subscribe();
        scenario.Register("cpus:4;mem:512");
        var large = scenario.Register("cpus:12;mem:512");

        var diagnosis = scenario.Machine.WhyNotOffered(new FrameworkId(scheduler.Id.Value), "*", Generators.Parse("cpus:16;mem:512"));

        diagnosis.ByObstacle.ShouldHaveSingleItem().ShouldBe(new(OfferObstacle.TooSmall, 2));
        diagnosis.ByResource.ShouldHaveSingleItem().ShouldBe(new("cpus", 2));
        diagnosis.Nearest!.Agent.Value.ShouldBe(large.Id.Value);
        scenario.Machine.WhyNotOffered(new FrameworkId(scheduler.Id.Value), "*", new AgentId(large.Id.Value))!.Obstacle.ShouldBe(OfferObstacle.HeldByItself);
    }

    private static double Cpus(Offer offer) => offer.Resources.First(static resource => resource.Name == "cpus").Scalar.Value;
}
