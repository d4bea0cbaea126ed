using System.Linq;

namespace Tepui.Kernel.Tests.Master;

public class MasterCountersTests
{
    [Fact]
    public void Counters_HaveMesossNames()
    {
        var scenario = new MasterScenario();
        scenario.Register();
        var scheduler = scenario.Subscribe();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("", scheduler.Offers[0]));
        var counters = scenario.Machine.TakeView().Counters.All().ToDictionary(static pair => pair.Key, static pair => pair.Value);

        counters["master/messages_register_slave"].ShouldBe(1);
        counters["master/messages_launch_tasks"].ShouldBe(1);
        counters["master/tasks_error"].ShouldBe(1);
        counters["master/tasks_gone_by_operator"].ShouldBe(0);
        counters["master/slave_removals/reason_unhealthy"].ShouldBe(0);
        counters["master/slave_removals"].ShouldBe(0);
        counters["master/task_error/source_master/reason_task_invalid"].ShouldBe(1);
    }
}
