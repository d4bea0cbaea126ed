using System.Linq;
using Mesos.V1;

namespace Tepui.Kernel.Tests.Master.Calls;

public class TeardownTests
{
    private readonly MasterScenario _scenario = new();
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;

    public TeardownTests()
    {
        _agent = _scenario.Register();
        _scheduler = _scenario.Subscribe();
        _scheduler.Launch([_scheduler.Offers[0]], 0, TaskInfos.Command("a", _scheduler.Offers[0]));
    }

    [Fact]
    public void Teardown_EndsTheFrameworkItsTasksAndItsStream()
    {
        _scheduler.Teardown().ShouldBeNull();

        _scheduler.IsClosed.ShouldBeTrue();
        _agent.Frames[^1].ShutdownFramework.FrameworkId.ShouldBe(_scheduler.Id);
        var view = _scenario.Machine.TakeView();
        view.Frameworks.ShouldBeEmpty();
        var completed = view.CompletedFrameworks.ShouldHaveSingleItem();
        completed.UnregisteredTime.ShouldBe(_scenario.Now);
        completed.Used.IsEmpty.ShouldBeTrue();
        var task = completed.CompletedTasks.Single().ToTask();
        task.State.ShouldBe(TaskState.TaskKilled);
        task.Statuses.Single().Message.ShouldBe("Framework m-0000 removed");
    }

    [Fact]
    public void Teardown_GivesEverythingToTheNextFramework()
    {
        var next = _scenario.Subscribe();
        _scheduler.Teardown();
        next.Offers.ShouldHaveSingleItem().Resources.First(static resource => resource.Name == "cpus").Scalar.Value.ShouldBe(4);
    }

    [Fact]
    public void CompletedFrameworks_BeyondTheirNumber_AreForgottenOldestFirst()
    {
        var scenario = new MasterScenario(static config => config with { MaxCompletedFrameworks = 2 });
        for (var count = 0; count < 3; count++)
        {
            scenario.Subscribe().Teardown();
        }

        scenario.Machine.TakeView().CompletedFrameworks.Select(static framework => framework.Id.Value).ShouldBe(["m-0001", "m-0002"]);
    }
}
