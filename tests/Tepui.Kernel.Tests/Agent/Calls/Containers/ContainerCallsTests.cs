using System.Linq;
using Mesos.V1;
using Mesos.V1.Agent;
using Tepui.Kernel.Agent;
using Type = Mesos.V1.Agent.Call.Types.Type;

namespace Tepui.Kernel.Tests.Agent.Calls.Containers;

public sealed class ContainerCallsTests
{
    private readonly AgentScenario _agent = AgentScenario.Registered();

    [Fact]
    public void A_standalone_container_is_launched_waited_for_and_removed()
    {
        RequestId launch = _agent.Ask(Launch("a", "exit 3"));
        LaunchContainer effect = _agent.Launches.Last();
        effect.Container.Value.ShouldBe("a");
        effect.Sandbox.Directory.ShouldBe("/work_dir/containers/a");
        effect.Argv.ShouldBe(["sh", "-c", "exit 3"]);
        effect.Environment.Select(variable => variable.Key).ShouldBe(["PATH", "MESOS_SANDBOX"]);
        effect.Parent.ShouldBeNull();
        _agent.Answer(launch).ShouldBeNull();

        _agent.Step(new ContainerStarted(new ContainerId("a"), 7));
        _agent.Answer(launch)!.Rejection.ShouldBeNull();
        RequestId wait = _agent.Ask(Wait(Id("a")));
        _agent.Answer(wait).ShouldBeNull();
        _agent.Step(new ContainerExited(new ContainerId("a"), 3 << 8));

        _agent.Answer(wait)!.Response!.WaitContainer.ExitStatus.ShouldBe(768);
        _agent.Answer(_agent.Ask(Wait(Id("a"))))!.Response!.WaitContainer.ExitStatus.ShouldBe(768);
        _agent.Answer(_agent.Ask(Remove(Id("a"))))!.Rejection.ShouldBeNull();
        _agent.Effects.OfType<RemoveSandbox>().Single().Sandbox.Directory.ShouldBe("/work_dir/containers/a");
        _agent.Answer(_agent.Ask(Wait(Id("a"))))!.Rejection!.Kind.ShouldBe(RejectionKind.NotFound);
    }

    [Fact]
    public void Two_levels_of_containers_are_nested_in_a_task_and_go_with_it()
    {
        ContainerId task = _agent.RunAndStart("t");
        _agent.Ask(Launch("c", "sleep 9", Id(task.Value)));
        LaunchContainer child = _agent.Launches.Last();
        child.Container.Value.ShouldBe(task.Value + ".c");
        child.Parent.ShouldBe(task);
        child.Sandbox.Directory.ShouldEndWith(task.Value + "/containers/c");
        RequestId second = _agent.Ask(Launch("g", "sleep 9", Id("c", Id(task.Value))));
        _agent.Launches.Last().ShouldBe(child, "its parent does not run yet");
        _agent.Step(new ContainerStarted(child.Container, 8));
        LaunchContainer grandchild = _agent.Launches.Last();
        grandchild.Container.Value.ShouldBe(task.Value + ".c.g");
        grandchild.Sandbox.Directory.ShouldEndWith("/containers/c/containers/g");
        _agent.Step(new ContainerStarted(grandchild.Container, 9));
        _agent.Answer(second)!.Rejection.ShouldBeNull();
        RequestId wait = _agent.Ask(Wait(Id("g", Id("c", Id(task.Value)))));

        _agent.Step(new ContainerExited(task, 0));

        _agent.Effects.OfType<DestroyContainer>().Select(destroy => destroy.Container).ShouldBe([grandchild.Container, child.Container]);
        _agent.Step(new ContainerExited(grandchild.Container, 9));
        _agent.Step(new ContainerExited(child.Container, 9));
        _agent.Answer(wait)!.Response!.WaitContainer.ExitStatus.ShouldBe(9);
        _agent.Answer(_agent.Ask(Wait(Id("c", Id(task.Value)))))!.Rejection!.Kind.ShouldBe(RejectionKind.NotFound);
        _agent.Machine.View().Containers.ShouldBeEmpty();
    }

    [Fact]
    public void A_container_that_is_there_is_said_to_be_and_one_that_cannot_start_says_why()
    {
        RequestId first = _agent.Ask(Launch("a", "true"));
        _agent.Answer(_agent.Ask(Launch("a", "true")))!.Exists.ShouldBeTrue();
        RequestId wait = _agent.Ask(Wait(Id("a")));

        _agent.Step(new ContainerFailed(new ContainerId("a"), "no such user"));

        _agent.Answer(first)!.Rejection!.Message.ShouldBe("no such user");
        _agent.Answer(wait)!.Response!.WaitContainer.HasExitStatus.ShouldBeFalse();
        _agent.Answer(wait)!.Response!.WaitContainer.Message.ShouldBe("no such user");
    }

    [Fact]
    public void Kill_sends_a_signal_and_destroys_by_default()
    {
        _agent.Ask(Launch("a", "sleep 9"));
        _agent.Step(new ContainerStarted(new ContainerId("a"), 7));

        _agent.Answer(_agent.Ask(Kill(Id("a"), 15)))!.Rejection.ShouldBeNull();
        _agent.Effects.OfType<SignalContainer>().Single().Signal.ShouldBe(15);
        _agent.Ask(Kill(Id("a")));
        _agent.Effects.OfType<DestroyContainer>().Single().Container.Value.ShouldBe("a");
        _agent.Answer(_agent.Ask(Remove(Id("a"))))!.Rejection!.Kind.ShouldBe(RejectionKind.Failed);
        _agent.Step(new ContainerExited(new ContainerId("a"), 9));
        _agent.Answer(_agent.Ask(Kill(Id("a"))))!.Rejection!.Message.ShouldBe("Container 'a' cannot be found (or is already killed)");
    }

    [Fact]
    public void A_container_over_its_limit_says_so_to_who_waits_by_the_old_name()
    {
        ContainerId task = _agent.RunAndStart("t");
        _agent.Ask(new Call
        {
            Type = Type.LaunchNestedContainer,
            LaunchNestedContainer = new Call.Types.LaunchNestedContainer
            {
                ContainerId = Id("c", Id(task.Value)),
                Command = new CommandInfo { Value = "eat" },
            },
        });
        _agent.Step(new ContainerStarted(new ContainerId(task.Value + ".c"), 8));
        RequestId wait = _agent.Ask(new Call
        {
            Type = Type.WaitNestedContainer,
            WaitNestedContainer = new Call.Types.WaitNestedContainer { ContainerId = Id("c", Id(task.Value)) },
        });
        var used = new Resource { Name = "disk", Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = 20 } };
        _agent.Step(new ContainerExited(new ContainerId(task.Value + ".c"), 9)
        {
            Limitation = new Limitation(TaskStatus.Types.Reason.ContainerLimitationDisk, "too much", [used]),
        });

        Response.Types.WaitNestedContainer answer = _agent.Answer(wait)!.Response!.WaitNestedContainer;
        answer.ExitStatus.ShouldBe(9);
        answer.State.ShouldBe(TaskState.TaskFailed);
        answer.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLimitationDisk);
        answer.Message.ShouldBe("too much");
        answer.Limitation.Resources.Single().ShouldBe(used);
    }

    [Fact]
    public void A_session_ends_with_its_connection()
    {
        ContainerId task = _agent.RunAndStart("t");
        RequestId session = _agent.Ask(new Call
        {
            Type = Type.LaunchNestedContainerSession,
            LaunchNestedContainerSession = new Call.Types.LaunchNestedContainerSession
            {
                ContainerId = Id("s", Id(task.Value)),
                Command = new CommandInfo { Value = "sh" },
            },
        });
        LaunchContainer launch = _agent.Launches.Last();
        launch.IsDebug.ShouldBeTrue();
        launch.Environment.ShouldContain(variable => variable.Key == "MESOS_EXECUTOR_ID");
        _agent.Step(new ContainerStarted(launch.Container, 9));
        _agent.Answer(session)!.Rejection.ShouldBeNull();

        _agent.Step(new OperatorGone(session));

        _agent.Effects.OfType<DestroyContainer>().Single().Container.ShouldBe(launch.Container);
    }

    [Fact]
    public void Containers_go_on_over_a_crash_but_sessions_do_not()
    {
        ContainerId task = _agent.RunAndStart("t");
        _agent.Ask(Launch("a", "sleep 9"));
        _agent.Step(new ContainerStarted(new ContainerId("a"), 7));
        _agent.Ask(Launch("c", "sleep 9", Id(task.Value)));
        _agent.Step(new ContainerStarted(new ContainerId(task.Value + ".c"), 8));
        _agent.Ask(new Call
        {
            Type = Type.LaunchNestedContainerSession,
            LaunchNestedContainerSession = new Call.Types.LaunchNestedContainerSession
            {
                ContainerId = Id("s", Id(task.Value)),
                Command = new CommandInfo { Value = "sh" },
            },
        });
        _agent.Step(new ContainerStarted(new ContainerId(task.Value + ".s"), 9));
        _agent.Ask(Launch("lost", "sleep 9"));
        _agent.Effects.Clear();

        _agent.Crash(
            new FoundContainer(task, 100),
            new FoundContainer(new ContainerId("a"), 7, new ContainerExited(new ContainerId("a"), 256)),
            new FoundContainer(new ContainerId(task.Value + ".c"), 8),
            new FoundContainer(new ContainerId(task.Value + ".s"), 9));

        _agent.Effects.OfType<DestroyContainer>().Select(destroy => destroy.Container.Value).ShouldBe([task.Value + ".s", "lost"]);
        _agent.Answer(_agent.Ask(Wait(Id("a"))))!.Response!.WaitContainer.ExitStatus.ShouldBe(256);
        _agent.Answer(_agent.Ask(Wait(Id("lost"))))!.Response!.WaitContainer.Message
            .ShouldBe("The agent was restarted before the container was launched");
        RequestId wait = _agent.Ask(Wait(Id("c", Id(task.Value))));
        _agent.Step(new ContainerExited(new ContainerId(task.Value + ".c"), 0));
        _agent.Answer(wait)!.Response!.WaitContainer.ExitStatus.ShouldBe(0);

        _agent.Crash(new FoundContainer(task, 100));
        _agent.Answer(_agent.Ask(Wait(Id("c", Id(task.Value)))))!.Response!.WaitContainer.ExitStatus.ShouldBe(0);
        _agent.Answer(_agent.Ask(Wait(Id("a"))))!.Response!.WaitContainer.ExitStatus.ShouldBe(256);
    }

    [Fact]
    public void An_agent_that_shuts_down_waits_for_standalone_containers_to_go()
    {
        _agent.Ask(Launch("a", "sleep 9"));
        _agent.Step(new ContainerStarted(new ContainerId("a"), 7));

        _agent.Step(new OperatorShutsDown("over"));
        _agent.Effects.OfType<Stop>().ShouldBeEmpty();
        _agent.Effects.OfType<DestroyContainer>().Single().Container.Value.ShouldBe("a");
        _agent.Step(new ContainerExited(new ContainerId("a"), 9));

        _agent.Effects.OfType<Stop>().Count().ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(BadCalls))]
    public void A_bad_call_names_its_faults(Call call, string message)
    {
        Rejection rejection = _agent.Answer(_agent.Ask(call))!.Rejection!;

        rejection.Kind.ShouldBe(RejectionKind.BadRequest);
        rejection.Message.ShouldBe(message);
    }

    public static TheoryData<Call, string> BadCalls()
    {
        const string Prefix = "Failed to validate agent::Call: ";
        Call reserved = Launch("a", "true");
        reserved.LaunchContainer.Resources.Add(new Resource
        {
            Name = "cpus",
            Type = Value.Types.Type.Scalar,
            Scalar = new Value.Types.Scalar { Value = 1 },
            Reservations = { new Resource.Types.ReservationInfo { Type = Resource.Types.ReservationInfo.Types.Type.Static, Role = "ads" } },
        });
        Call deep = Launch("g", "true", Id("c", Id("r")));
        deep.LaunchContainer.Limits["cpus"] = new Value.Types.Scalar { Value = 1 };
        Call docker = Launch("a", "true");
        docker.LaunchContainer.Container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Docker,
            Docker = new ContainerInfo.Types.DockerInfo { Image = "i" },
        };
        return new TheoryData<Call, string>
        {
            { Launch("", "true"), Prefix + "'launch_container.container_id' is invalid: ID must not be empty" },
            { Launch("a.b", "true"), Prefix + "'launch_container.container_id' is invalid: 'ContainerID.value' 'a.b' contains invalid characters" },
            { Wait(Id("a", Id("b c"))), Prefix + "'wait_container.container_id' is invalid: 'ContainerID.parent' is invalid: 'ContainerID.value' 'b c' contains invalid characters" },
            {
                new Call { Type = Type.KillNestedContainer, KillNestedContainer = new Call.Types.KillNestedContainer { ContainerId = Id("a") } },
                Prefix + "Expecting 'kill_nested_container.container_id.parent' to be present"
            },
            { reserved, Prefix + "'launch_container.resources' must be unreserved" },
            { deep, Prefix + "'launch_container' is invalid: containers nested at the second level or greater cannot specify resource limits" },
            { docker, "The provided ContainerInfo is not supported: a container of type DOCKER is run as a task only" },
            { Launch("c", "true", Id("none")), "Root container none not found" },
            { new Call { Type = Type.LaunchContainer, LaunchContainer = new Call.Types.LaunchContainer { ContainerId = Id("a") } }, "The shell command is missing: set CommandInfo.value" },
            { Kill(Id("a"), 70), "'kill_container.signal' 70 is no signal: use one from 1 to 64" },
        };
    }

    private static ContainerID Id(string value, ContainerID? parent = null) => new() { Value = value, Parent = parent };

    private static Call Launch(string id, string command, ContainerID? parent = null) => new()
    {
        Type = Type.LaunchContainer,
        LaunchContainer = new Call.Types.LaunchContainer { ContainerId = Id(id, parent), Command = new CommandInfo { Value = command } },
    };

    private static Call Wait(ContainerID id) =>
        new() { Type = Type.WaitContainer, WaitContainer = new Call.Types.WaitContainer { ContainerId = id } };

    private static Call Kill(ContainerID id, int? signal = null)
    {
        var kill = new Call.Types.KillContainer { ContainerId = id };
        if (signal is { } number)
        {
            kill.Signal = number;
        }

        return new Call { Type = Type.KillContainer, KillContainer = kill };
    }

    private static Call Remove(ContainerID id) =>
        new() { Type = Type.RemoveContainer, RemoveContainer = new Call.Types.RemoveContainer { ContainerId = id } };
}
