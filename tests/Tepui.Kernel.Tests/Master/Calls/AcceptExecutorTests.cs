using System;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Tests.Master.Calls;

public class AcceptExecutorTests
{
    private readonly MasterScenario _scenario = new() { AfterBatch = MasterInvariants.Check };
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;

    public AcceptExecutorTests()
    {
        _agent = _scenario.Register();
        _scheduler = _scenario.Subscribe();
    }

    private Offer Offer => _scheduler.Offers[0];

    [Fact]
    public void TwoTasksOfOneExecutor_TakeItsResourcesOnce()
    {
        _scheduler.Launch([Offer], 0, TaskInfos.Custom("a", Offer, "e"), TaskInfos.Custom("b", Offer, "e"));

        Cpus(Offer).ShouldBe(4 - 1 - 1 - 0.5);
        Offer.ExecutorIds.Single().Value.ShouldBe("e");
        _agent.FramesOf(AgentLinkFrame.MessageOneofCase.RunTask).Select(static frame => frame.RunTask.LaunchExecutor)
            .ShouldBe([true, false]);
        var executor = _agent.Frames[^1].RunTask.Task.Executor;
        executor.FrameworkId.ShouldBe(_scheduler.Id);
        executor.Resources.ShouldAllBe(static resource => resource.AllocationInfo.Role == "*");
        var view = _scenario.Machine.TakeView();
        view.Agents[0].Executors.Single().Executor.ShouldBe(executor);
        view.Frameworks[0].Executors.Single().Agent.Value.ShouldBe(_agent.Id.Value);
        view.Frameworks[0].Tasks.ShouldAllBe(static task => task.Executor!.Value.Value == "e");
        view.Frameworks[0].Tasks[0].ToTask().ExecutorId.Value.ShouldBe("e");
    }

    [Fact]
    public void SameExecutorId_OnAnotherAgentOrOfAnotherFramework_IsAnotherExecutor()
    {
        _scenario.Register(port: 6001);
        var offers = _scheduler.Offers.ToArray();
        _scheduler.Launch([offers[0]], 5, TaskInfos.Custom("a", offers[0], "e"));
        _scheduler.Launch([offers[1]], 5, TaskInfos.Custom("b", offers[1], "e"));
        var other = _scenario.Subscribe();
        other.Launch(other.Offers[0], TaskInfos.Custom("a", other.Offers[0], "e"));

        other.Updates.ShouldBeEmpty();
        other.Offers.ShouldAllBe(static offer => offer.ExecutorIds.Count == 0);
        _scenario.Machine.TakeView().Frameworks.Sum(static framework => framework.Executors.Count).ShouldBe(3);
    }

    [Fact]
    public void ExecutorEnds_ItsResourcesComeFreeAndItsTasksStay()
    {
        _scheduler.Launch([Offer], 0, TaskInfos.Custom("a", Offer, "e"));
        _agent.EndExecutor(_scheduler.Id.Value, "e", 9);

        var failure = _scheduler.Events.Single(static e => e.Type == Event.Types.Type.Failure).Failure;
        failure.AgentId.ShouldBe(_agent.Id);
        failure.ExecutorId.Value.ShouldBe("e");
        failure.Status.ShouldBe(9);
        _scheduler.Offers.Sum(Cpus).ShouldBe(3);
        _scenario.Machine.TakeView().Frameworks[0].Tasks.Count.ShouldBe(1);

        // A new one of the same id takes resources again, and may be another.
        _scheduler.Launch(_scheduler.Offers.ToArray(), 0, TaskInfos.Custom("b", Offer, "e", "cpus:1"));
        Cpus(Offer).ShouldBe(1);
        _agent.Frames[^1].RunTask.LaunchExecutor.ShouldBeTrue();
    }

    [Fact]
    public void TasksEnd_TheExecutorGoesOnAndKeepsItsResources()
    {
        _scheduler.Launch([Offer], 0, TaskInfos.Custom("a", Offer, "e"));
        _scheduler.Acknowledge(_agent.Update(_scheduler.Id.Value, "a", TaskState.TaskFinished));

        _scheduler.Offers.Sum(Cpus).ShouldBe(3.5);
        _scenario.Machine.TakeView().Frameworks[0].Used.ToString().ShouldBe("cpus(allocated: *):0.5; mem(allocated: *):32");
    }

    [Fact]
    public void AnotherExecutorInfoOfAUsedId_IsAnError()
    {
        _scheduler.Launch([Offer], 0, TaskInfos.Custom("a", Offer, "e"));
        _scheduler.Launch([Offer], 0, TaskInfos.Custom("b", Offer, "e", "cpus:1", static task => task.Executor.Command.Value = "other"));

        _scheduler.LastUpdate.State.ShouldBe(TaskState.TaskError);
        _scheduler.LastUpdate.Reason.ShouldBe(Reason.TaskInvalid);
        _scheduler.LastUpdate.Message.ShouldBe(
            "ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID 'e': " +
            "other values of 'resources', 'command'");
        _scheduler.Launch([Offer], 0, TaskInfos.Custom("c", Offer, "e", change: static task => task.Executor.FrameworkId = null));
        _agent.Tasks.Keys.Select(static key => key.Task).ShouldBe(["a", "c"]);
    }

    [Fact]
    public void TaskFitsAndItsNewExecutorDoesNot_IsAnError()
    {
        _scheduler.Launch([Offer], 0, TaskInfos.Custom("a", Offer, "e", "cpus:3.5"));
        _scheduler.LastUpdate.Message.ShouldStartWith(
            "Total resources cpus(allocated: *):4.5; mem(allocated: *):128 required by task and its executor is more than available");
        _scenario.Machine.TakeView().Agents[0].Executors.ShouldBeEmpty();
    }

    [Fact]
    public void Teardown_FreesExecutors()
    {
        _scheduler.Launch([Offer], 0, TaskInfos.Custom("a", Offer, "e"));
        var other = _scenario.Subscribe();
        _scheduler.Teardown();
        Cpus(other.Offers.ShouldHaveSingleItem()).ShouldBe(4);
        _agent.EndExecutor(_scheduler.Id.Value, "e");
        other.Events.ShouldNotContain(static e => e.Type == Event.Types.Type.Failure);
    }

    [Fact]
    public void SchedulerFailsOver_ItsExecutorsStay()
    {
        var scenario = new MasterScenario() { AfterBatch = MasterInvariants.Check };
        scenario.Register();
        var first = scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 1000);
        first.Launch([first.Offers[0]], 0, TaskInfos.Custom("a", first.Offers[0], "e"));
        first.Disconnect();
        var second = scenario.Subscribe(id: first.Id.Value);
        second.Offers.ShouldHaveSingleItem().ExecutorIds.Single().Value.ShouldBe("e");
        Cpus(second.Offers[0]).ShouldBe(2.5);
    }

    public static TheoryData<string, Action<TaskInfo>, string> Wrong => new()
    {
        { "both", static task => task.Command = new CommandInfo { Value = "true" },
            "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present" },
        { "id", static task => task.Executor.ExecutorId.Value = "a/b", "'a/b' contains invalid characters" },
        { "framework", static task => task.Executor.FrameworkId = new FrameworkID { Value = "x" },
            "ExecutorInfo has an invalid FrameworkID (Actual: x vs Expected: m-0000)" },
        { "no command", static task => task.Executor.Command = null, "'ExecutorInfo.command' must be set" },
        { "custom without command", static task =>
            {
                task.Executor.Command = null;
                task.Executor.Type = ExecutorInfo.Types.Type.Custom;
            },
            "'ExecutorInfo.command' must be set for 'CUSTOM' executor" },
        { "default", static task =>
            {
                task.Executor.Command = null;
                task.Executor.Type = ExecutorInfo.Types.Type.Default;
            },
            "'ExecutorInfo.type' must be 'CUSTOM'; 'ExecutorInfo.command' must be set" },
        { "grace", static task => task.Executor.ShutdownGracePeriod = new DurationInfo { Nanoseconds = -1 },
            "ExecutorInfo's 'shutdown_grace_period' must be non-negative" },
        { "resources", static task => task.Executor.Resources[0].Scalar.Value = -1,
            "Executor uses invalid resources: Invalid resources: Resource 'cpus:-1' is invalid: Invalid scalar resource: value <= 0" },
        { "roles", static task => task.Executor.Resources[0].AllocationInfo = new() { Role = "x" },
            "Invalid executor resources: The resources have multiple allocation roles ('*' and 'x') " +
            "but only one allocation role is allowed" },
        { "ports", static task =>
            {
                task.Resources.AddRange(TaskInfos.Resources("ports:[31000-31002]"));
                task.Executor.Resources.AddRange(TaskInfos.Resources("ports:[31002-31003]"));
            },
            "There are overlapping resources in the task resources cpus(allocated: *):1; mem(allocated: *):128; " +
            "ports(allocated: *):[31000-31002] and executor resources cpus(allocated: *):0.5; mem(allocated: *):32; " +
            "ports(allocated: *):[31002-31003]" },
        { "container", static task => task.Executor.Container = new() { Type = ContainerInfo.Types.Type.Docker },
            "Executor's `ContainerInfo` is invalid: DockerInfo 'docker' is not set for DOCKER typed ContainerInfo" },
        { "several", static task =>
            {
                task.TaskId.Value = "..";
                task.Executor.ShutdownGracePeriod = new DurationInfo { Nanoseconds = -1 };
            },
            "'..' is disallowed; ExecutorInfo's 'shutdown_grace_period' must be non-negative" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WrongExecutor_IsAnErrorThatSaysWhy(string what, Action<TaskInfo> spoil, string message)
    {
        _scheduler.Launch([Offer], 0, TaskInfos.Custom("a", Offer, "e", change: spoil));
        _scheduler.LastUpdate.State.ShouldBe(TaskState.TaskError, what);
        _scheduler.LastUpdate.Reason.ShouldBe(Reason.TaskInvalid);
        _scheduler.LastUpdate.Message.ShouldBe(message);
        _agent.Tasks.ShouldBeEmpty();
        Cpus(Offer).ShouldBe(4);
    }

    [Fact]
    public void WhatIsTheExecutorsToHeed_IsLeftToIt()
    {
        _scheduler.Launch(Offer, TaskInfos.Custom("a", Offer, "e", change: static task =>
        {
            task.MaxCompletionTime = new DurationInfo { Nanoseconds = 1 };
            task.Container = new ContainerInfo
            {
                Type = ContainerInfo.Types.Type.Mesos,
                Volumes = { new Volume { ContainerPath = "/x", HostPath = "/y", Mode = Volume.Types.Mode.Rw } },
            };
        }));
        _scheduler.Updates.ShouldBeEmpty();
        _agent.Tasks.Count.ShouldBe(1);
    }

    private static double Cpus(Offer offer) => offer.Resources.First(static resource => resource.Name == "cpus").Scalar.Value;
}
