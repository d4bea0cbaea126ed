using System;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using OperationType = Mesos.V1.Offer.Types.Operation.Types.Type;
using Reason = Mesos.V1.TaskStatus.Types.Reason;
using Variable = Mesos.V1.Environment.Types.Variable;

namespace Tepui.Kernel.Tests.Master.Calls;

public class AcceptTests
{
    private readonly MasterScenario _scenario = new();
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;

    public AcceptTests()
    {
        _agent = _scenario.Register();
        _scheduler = _scenario.Subscribe();
    }

    private Offer Offer => _scheduler.Offers[0];

    [Fact]
    public void Accept_SeveralTasks_RunsAllAndOffersTheRest()
    {
        var offer = Offer;
        _scheduler.Launch([offer], 0, TaskInfos.Command("a", offer, "cpus:2;mem:2048"), TaskInfos.Command("b", offer, "cpus:1;mem:1024"));

        _agent.Tasks.Keys.Select(static key => key.Task).ShouldBe(["a", "b"]);
        var rest = Offer.Resources.ToDictionary(static resource => resource.Name);
        rest["cpus"].Scalar.Value.ShouldBe(1);
        rest["mem"].Scalar.Value.ShouldBe(1024);
    }

    [Fact]
    public void Accept_SeveralOffersOfOneAgent_AddsThemUp()
    {
        // A task that ends while an offer is out makes a second offer of the same agent.
        _scheduler.Launch([Offer], 0, TaskInfos.Command("a", Offer, "cpus:2;mem:64"));
        _agent.Update(_scheduler.Id.Value, "a", TaskState.TaskFinished);
        _scheduler.Offers.Count.ShouldBe(2);

        _scheduler.Launch(_scheduler.Offers.ToArray(), 5, TaskInfos.Command("b", Offer, "cpus:4;mem:64"));

        _agent.Tasks.Keys.Select(static key => key.Task).ShouldBe(["b"]);
    }

    [Fact]
    public void Accept_OffersOfTwoAgents_LosesTheTasksAndFreesBoth()
    {
        _scenario.Register();
        var offers = _scheduler.Offers.ToArray();
        offers.Length.ShouldBe(2);

        _scheduler.Launch(offers, 5, TaskInfos.Command("a", offers[0]));

        _scheduler.LastUpdate.State.ShouldBe(TaskState.TaskDropped);
        _scheduler.LastUpdate.Message.ShouldContain("Aggregated offers must belong to one single agent");
        _scheduler.Offers.Count.ShouldBe(2);
    }

    [Fact]
    public void Accept_Leftovers_AreFilteredForRefuseSeconds()
    {
        _scheduler.Launch([Offer], 1, TaskInfos.Command("a", Offer));
        _scheduler.Offers.ShouldBeEmpty();
        _scenario.Advance(TimeSpan.FromSeconds(2));
        _scheduler.Offers.Count.ShouldBe(1);
    }

    [Fact]
    public void Accept_WithoutOperations_Declines()
    {
        _scheduler.Accept([Offer], 0).ShouldBeNull();
        _scheduler.Offers.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true, TaskState.TaskDropped)]
    [InlineData(false, TaskState.TaskLost)]
    public void Accept_InvalidOffer_LosesTheTask(bool isPartitionAware, TaskState state)
    {
        var scheduler = _scenario.Subscribe(subscribe =>
        {
            if (!isPartitionAware)
            {
                subscribe.FrameworkInfo.Capabilities.RemoveAt(1);
            }
        });
        var offer = new Offer { Id = new OfferID { Value = "nosuch" }, AgentId = _agent.Id };

        scheduler.Launch(offer, TaskInfos.Command("a", offer)).ShouldBeNull();

        var update = scheduler.LastUpdate;
        update.State.ShouldBe(state);
        update.Reason.ShouldBe(Reason.InvalidOffers);
        update.Source.ShouldBe(TaskStatus.Types.Source.Master);
        update.Message.ShouldBe("Task launched with invalid offers: Offer nosuch is no longer valid");
        update.HasUuid.ShouldBeFalse();
    }

    [Fact]
    public void Accept_OfferOfAnotherFramework_TakesNothingFromIt()
    {
        var thief = _scenario.Subscribe();
        var stolen = Offer;
        thief.Launch(stolen, TaskInfos.Command("a", stolen));
        thief.LastUpdate.Message.ShouldBe(
            "Task launched with invalid offers: Offer m-O0 has invalid framework m-0000 while framework m-0001 is expected");
        _scheduler.Launch(stolen, TaskInfos.Command("a", stolen));
        _agent.Tasks.Count.ShouldBe(1);
    }

    [Fact]
    public void Accept_SameOfferTwice_LosesTheTask()
    {
        _scheduler.Launch([Offer, Offer], 5, TaskInfos.Command("a", Offer));
        _scheduler.LastUpdate.Message.ShouldBe("Task launched with invalid offers: Duplicate offer m-O0 in offer list");
    }

    [Fact]
    public void Accept_TaskBeyondTheOffer_IsAnError()
    {
        _scheduler.Launch([Offer], 0, TaskInfos.Command("toobig", Offer, "cpus:1000;mem:1"));
        var update = _scheduler.LastUpdate;
        update.State.ShouldBe(TaskState.TaskError);
        update.Reason.ShouldBe(Reason.TaskInvalid);
        update.AgentId.ShouldBe(_agent.Id);
        update.Message.ShouldBe(
            "Total resources cpus(allocated: *):1000; mem(allocated: *):1 required by task and its executor is more than available " +
            "cpus(allocated: *):4; mem(allocated: *):4096; disk(allocated: *):10240; ports(allocated: *):[31000-32000]");
        _scheduler.Offers.Count.ShouldBe(1);
    }

    [Fact]
    public void Accept_OneTaskOfTwoIsWrong_RunsTheOther()
    {
        _scheduler.Launch(Offer, TaskInfos.Command("x/y", Offer), TaskInfos.Command("b", Offer));
        _scheduler.LastUpdate.Message.ShouldBe("'x/y' contains invalid characters");
        _agent.Tasks.Keys.Select(static key => key.Task).ShouldBe(["b"]);
    }

    [Fact]
    public void Accept_IdOfALiveTask_IsAnError()
    {
        _scheduler.Launch([Offer], 0, TaskInfos.Command("a", Offer));
        _scheduler.Launch([Offer], 0, TaskInfos.Command("a", Offer));
        _scheduler.LastUpdate.Message.ShouldBe("Task has duplicate ID: a");
        _agent.Tasks.Count.ShouldBe(1);
    }

    public static TheoryData<string, Action<TaskInfo>, string> Wrong => new()
    {
        { "empty id", static task => task.TaskId.Value = "", "ID must not be empty" },
        { "agent", static task => task.AgentId = new AgentID { Value = "x" }, "Task uses invalid agent x while agent m-S0 is expected" },
        { "no resources", static task => task.Resources.Clear(), "Task uses no resources" },
        { "negative", static task => task.Resources[0].Scalar.Value = -1, "Task uses invalid resources: " },
        { "other role", static task => task.Resources[0].AllocationInfo = new() { Role = "x" }, "multiple allocation roles" },
        { "no command", static task => task.Command = null, "Task should have at least one (but not both) of" },
        { "nothing to run", static task => task.Command.ClearValue(), "Task's command has 'shell' set but no 'value'" },
        { "kill policy", static task => task.KillPolicy = new() { GracePeriod = new() { Nanoseconds = -1 } }, "must be non-negative" },
        { "health check", static task => task.HealthCheck = new(), "Task uses invalid health check: HealthCheck must specify 'type'" },
        { "check", static task => task.Check = new(), "Task uses invalid check: CheckInfo must specify 'type'" },
        { "environment", static task => task.Command.Environment = new() { Variables = { new Variable { Name = "A" } } },
            "Task's `CommandInfo` is invalid: Environment variable 'A' of type 'VALUE' must have a value set" },
        { "docker", static task => task.Container = new() { Type = ContainerInfo.Types.Type.Docker },
            "Task's `ContainerInfo` is invalid: DockerInfo 'docker' is not set for DOCKER typed ContainerInfo" },
        { "docker of a Mesos container", static task => task.Container = new() { Type = ContainerInfo.Types.Type.Mesos, Docker = new() { Image = "i" } },
            "TaskInfo 'container.docker" },
        { "nothing to run in a shell of an image", static task =>
            {
                task.Command.ClearValue();
                task.Container = new() { Type = ContainerInfo.Types.Type.Mesos, Mesos = new() { Image = new() { Type = Image.Types.Type.Docker, Docker = new() { Name = "a" } } } };
            },
            "Task's command has 'shell' set but no 'value'" },
        { "gpus", static task => task.Resources.AddRange(TaskInfos.Resources("gpus:0.5")),
            "Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer" },
        { "limits of others", static task => task.Limits.Add("disk", new Value.Types.Scalar { Value = 2 }),
            "Only cpus and mem may be included in a task's resource limits" },
        { "low limit of cpus", static task => task.Limits.Add("cpus", new Value.Types.Scalar { Value = 0.001 }),
            "The cpu limit must be greater than or equal to the cpu request" },
        { "low limit of mem", static task => task.Limits.Add("mem", new Value.Types.Scalar { Value = 1 }),
            "The memory limit must be greater than or equal to the memory request" },
        { "no limit", static task => task.Limits.Add("mem", new Value.Types.Scalar { Value = double.NaN }),
            "The memory limit must be greater than or equal to the memory request" },
        { "limit without a request", static task =>
            {
                task.Resources.Remove(task.Resources.First(static resource => resource.Name == "mem"));
                task.Limits.Add("mem", new Value.Types.Scalar { Value = 64 });
            },
            "When a memory limit is specified, a memory request must also be specified" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Accept_WrongTask_IsAnErrorThatSaysWhy(string what, Action<TaskInfo> spoil, string message)
    {
        _scheduler.Launch([Offer], 0, TaskInfos.Command("a", Offer, change: spoil));
        _scheduler.LastUpdate.State.ShouldBe(TaskState.TaskError, what);
        _scheduler.LastUpdate.Message.ShouldContain(message);
        _agent.Tasks.ShouldBeEmpty();
        Offer.Resources.First(static resource => resource.Name == "cpus").Scalar.Value.ShouldBe(4);
    }

    [Fact]
    public void Accept_IdOnLaunch_IsAnError()
    {
        var operation = new Offer.Types.Operation
        {
            Type = OperationType.Launch,
            Id = new OperationID { Value = "o" },
            Launch = new Offer.Types.Operation.Types.Launch { TaskInfos = { TaskInfos.Command("a", Offer) } },
        };
        _scheduler.Accept([Offer], 5, operation);
        _scheduler.LastUpdate.Message.ShouldBe("The `id` field cannot be set on LAUNCH operations");
    }

    [Fact]
    public void Accept_WithoutMultiRole_InjectsTheAllocation()
    {
        var scenario = new MasterScenario();
        var agent = scenario.Register();
        var scheduler = scenario.Subscribe(static subscribe =>
        {
            subscribe.FrameworkInfo.Capabilities.Clear();
            subscribe.FrameworkInfo.Roles.Clear();
            subscribe.FrameworkInfo.Role = "web";
        });
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        agent.FramesOf(AgentLinkFrame.MessageOneofCase.RunTask).Single().RunTask.Task.Resources
            .ShouldAllBe(static resource => resource.AllocationInfo.Role == "web");
    }
}
