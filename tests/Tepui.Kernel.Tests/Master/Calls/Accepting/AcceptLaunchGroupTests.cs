using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using static Tepui.Kernel.Tests.Master.OperationInfos;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Tests.Master.Calls.Accepting;

public class AcceptLaunchGroupTests
{
    private readonly MasterScenario _scenario = new() { AfterBatch = MasterInvariants.Check };
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;

    public AcceptLaunchGroupTests()
    {
        _agent = _scenario.Register("cpus:4;mem:4096;disk:1000;ports:[1-9]");
        _scheduler = _scenario.Subscribe();
    }

    private Offer Offer => _scheduler.Offers[0];

    private ExecutorInfo Executor
    {
        get
        {
            var executor = new ExecutorInfo
            {
                Type = ExecutorInfo.Types.Type.Default,
                ExecutorId = new ExecutorID { Value = "e" },
                FrameworkId = _scheduler.Id,
            };
            executor.Resources.AddRange(TaskInfos.Resources("cpus:0.1;mem:32;disk:10"));
            return executor;
        }
    }

    [Fact]
    public void Group_RunsWhole_AndHoldsTheExecutorsResourcesOnce()
    {
        _scheduler.Accept([Offer], 0, Group(Executor, TaskInfos.Command("a", Offer), TaskInfos.Command("b", Offer)));
        _scheduler.Accept([Offer], 0, Group(Executor, TaskInfos.Command("c", Offer)));

        var frames = _agent.FramesOf(AgentLinkFrame.MessageOneofCase.RunTaskGroup).Select(static frame => frame.RunTaskGroup).ToList();
        frames[0].LaunchExecutor.ShouldBeTrue();
        frames[0].TaskGroup.Tasks.Select(static task => task.TaskId.Value).ShouldBe(["a", "b"]);
        frames[0].TaskGroup.Tasks[0].Executor.ExecutorId.Value.ShouldBe("e");
        frames[1].LaunchExecutor.ShouldBeFalse();
        _scenario.Machine.TakeView().Agents[0].Used.WithoutAllocation().ToString().ShouldBe("cpus:3.1; mem:416; disk:10");
        _scenario.Machine.TakeView().Frameworks[0].Tasks.Select(static task => task.Executor!.Value.Value).ShouldBe(["e", "e", "e"]);
    }

    [Fact]
    public void Group_WithOneFault_LaunchesNone()
    {
        _scheduler.Accept([Offer], 0, Group(Executor, TaskInfos.Command("a", Offer), TaskInfos.Command("b", Offer, "cpus:100")));

        var updates = _scheduler.Updates.ToList();
        updates.Select(static update => update.TaskId.Value).ShouldBe(["a", "b"]);
        updates.ShouldAllBe(static update => update.State == TaskState.TaskError && update.Reason == Reason.TaskGroupInvalid);
        updates[0].Message.ShouldStartWith("Total resources ");
        updates[0].Message.ShouldContain("required by task group and its executor are more than available ");
        _agent.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void Group_WithAnId_IsAnError()
    {
        _scheduler.Accept([Offer], 0, Group(Executor, TaskInfos.Command("a", Offer)).Named("g"));
        _scheduler.LastUpdate.Message.ShouldBe("The `id` field cannot be set on LAUNCH_GROUP operations");
    }

    [Fact]
    public void Group_FaultsOfTheExecutor_AreAllTold()
    {
        var executor = Executor;
        executor.FrameworkId = null;
        executor.ClearType();
        executor.Resources.Clear();
        executor.Resources.AddRange(TaskInfos.Resources("cpus:0.1"));
        foreach (var resource in executor.Resources)
        {
            resource.AllocationInfo = new Resource.Types.AllocationInfo { Role = "*" };
        }

        _scheduler.Accept([Offer], 0, Group(executor, TaskInfos.Command("a", Offer)));
        _scheduler.LastUpdate.Message.ShouldBe("'ExecutorInfo.framework_id' must be set; 'ExecutorInfo.type' must be set");
    }

    [Theory]
    [InlineData("cpus:0.001;mem:32;disk:1", "Executor 'e' uses less CPUs (0.001) than the minimum required (0.01)")]
    [InlineData("cpus:1;mem:31;disk:1", "Executor 'e' uses less memory (31MB) than the minimum required (32MB)")]
    [InlineData("cpus:1;mem:32", "Executor 'e' uses no disk")]
    public void Group_ExecutorWithTooLittle_IsAnError(string resources, string message)
    {
        var executor = Executor;
        executor.Resources.Clear();
        executor.Resources.AddRange(TaskInfos.Resources(resources));
        _scheduler.Accept([Offer], 0, Group(executor, TaskInfos.Command("a", Offer)));
        _scheduler.LastUpdate.Message.ShouldBe(message);
    }

    [Fact]
    public void Group_TaskWithAnotherExecutor_IsAnError()
    {
        var task = TaskInfos.Command("a", Offer);
        task.Executor = Executor;
        task.Executor.Name = "other";
        _scheduler.Accept([Offer], 0, Group(Executor, task));
        _scheduler.LastUpdate.Message.ShouldBe("The `ExecutorInfo` of task 'a' is different from executor 'e'");
    }

    [Fact]
    public void Group_TasksThatOverlap_IsAnError()
    {
        _scheduler.Accept(
            [Offer], 0, Group(Executor, TaskInfos.Command("a", Offer, "cpus:1;ports:[1-3]"), TaskInfos.Command("b", Offer, "cpus:1;ports:[3-4]")));
        _scheduler.LastUpdate.Message.ShouldStartWith("There are overlapping resources in the task group's task resources");
    }

    [Fact]
    public void Group_OneIdTwice_IsAnError()
    {
        _scheduler.Accept([Offer], 0, Group(Executor, TaskInfos.Command("a", Offer), TaskInfos.Command("a", Offer)));
        _scheduler.LastUpdate.Message.ShouldBe("Task 'a' is invalid: Task has duplicate ID: a");
    }

    [Fact]
    public void Group_InADockerContainer_IsAnError()
    {
        var task = TaskInfos.Command("a", Offer, change: static task => task.Container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Docker,
            Docker = new ContainerInfo.Types.DockerInfo { Image = "alpine" },
        });
        _scheduler.Accept([Offer], 0, Group(Executor, task));
        _scheduler.LastUpdate.Message.ShouldBe("Task 'a' is invalid: Docker ContainerInfo is not supported on the task");
    }

    [Fact]
    public void Group_AfterAReserve_UsesIt()
    {
        var scheduler = _scenario.Ads();
        _scheduler.Disconnect();
        var offer = scheduler.Offers[0];
        var executor = Executor;
        executor.FrameworkId = scheduler.Id;
        var task = TaskInfos.Command("a", offer, change: static task =>
        {
            task.Resources.Clear();
            task.Resources.AddRange(Reserved("cpus:1", "ads"));
        });
        scheduler.Accept([offer], 0, Reserve(Reserved("cpus:1", "ads")), Group(executor, task));
        _agent.Tasks.Count.ShouldBe(1);
    }
}
