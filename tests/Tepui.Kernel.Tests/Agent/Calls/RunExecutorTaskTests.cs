using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Tests.Agent.Calls;

public sealed class RunExecutorTaskTests
{
    [Fact]
    public void The_first_task_starts_its_executor_and_is_sent_once_that_subscribes()
    {
        AgentScenario agent = AgentScenario.Registered();

        agent.Run(AgentScenario.ExecutorTask("t"));
        LaunchContainer launch = agent.Launches.Single();
        agent.Step(new ContainerStarted(launch.Container, 50));
        agent.Events.ShouldBeEmpty();
        agent.Subscribe();

        launch.Sandbox.Directory.ShouldBe("/work_dir/slaves/S0/frameworks/F/executors/e/runs/" + launch.Container.Value);
        launch.Argv.ShouldBe(["sh", "-c", "./run"]);
        agent.EventTypes.ShouldBe([Event.Types.Type.Subscribed, Event.Types.Type.Launch]);
        Event.Types.Subscribed subscribed = agent.Events.First().Subscribed;
        subscribed.ExecutorInfo.ExecutorId.Value.ShouldBe("e");
        subscribed.ExecutorInfo.FrameworkId.Value.ShouldBe("F");
        subscribed.FrameworkInfo.Name.ShouldBe("test");
        subscribed.AgentInfo.Id.Value.ShouldBe("S0");
        subscribed.ContainerId.Value.ShouldBe(launch.Container.Value);
        agent.Events.Last().Launch.Task.TaskId.Value.ShouldBe("t");
        agent.Statuses.ShouldBeEmpty("what a task comes to is its executor's to say");
    }

    [Fact]
    public void Many_tasks_share_one_executor()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.ExecutorTask("a"));
        agent.Run(AgentScenario.ExecutorTask("b"));
        agent.Step(new ContainerStarted(agent.Launches.Single().Container, 50));
        agent.Subscribe();

        agent.Run(AgentScenario.ExecutorTask("c"));

        agent.Launches.Count().ShouldBe(1);
        agent.Events.Where(sent => sent.Launch is not null).Select(sent => sent.Launch.Task.Name).ShouldBe(["a", "b", "c"]);
        agent.Log.Count(record => record.TaskDelivered is not null).ShouldBe(3);
    }

    [Fact]
    public void A_task_for_an_executor_that_the_master_only_believes_to_run_is_dropped()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.FromMaster(new AgentLinkFrame
        {
            RunTask = new RunTask
            {
                Framework = AgentScenario.FrameworkInfo(),
                Task = AgentScenario.ExecutorTask("t"),
                LaunchExecutor = false,
            },
        });

        agent.Launches.ShouldBeEmpty();
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ExecutorTerminated);
        agent.LastStatus.Message.ShouldBe("No executor is expected to launch and there is none running");
    }

    [Fact]
    public void Its_environment_is_what_an_executor_of_Mesos_finds()
    {
        AgentScenario agent = AgentScenario.Registered(AgentScenario.Config() with
        {
            Environment = [new("MESOS_AGENT_ENDPOINT", "127.0.0.1:5051")],
        });
        TaskInfo task = AgentScenario.ExecutorTask("t");
        task.Executor.ShutdownGracePeriod = new DurationInfo { Nanoseconds = 7_000_000_000 };
        task.Executor.Command.Environment = new Mesos.V1.Environment
        {
            Variables = { new Mesos.V1.Environment.Types.Variable { Name = "A", Value = "1" } },
        };
        FrameworkInfo framework = AgentScenario.FrameworkInfo();
        framework.Checkpoint = true;

        agent.Run(task, framework);

        Dictionary<string, string> environment = agent.Launches.Single().Environment.ToDictionary();
        environment["A"].ShouldBe("1");
        environment["MESOS_FRAMEWORK_ID"].ShouldBe("F");
        environment["MESOS_EXECUTOR_ID"].ShouldBe("e");
        environment["MESOS_AGENT_ENDPOINT"].ShouldBe("127.0.0.1:5051");
        environment["MESOS_CHECKPOINT"].ShouldBe("1");
        environment.ContainsKey("MESOS_DOMAIN_SOCKET").ShouldBeFalse();
        environment["MESOS_RECOVERY_TIMEOUT"].ShouldBe("15mins");
        environment["MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD"].ShouldBe("7secs");
        environment["MESOS_SANDBOX"].ShouldBe(agent.Launches.Single().Sandbox.Directory);
        environment["MESOS_ALLOCATION_ROLE"].ShouldBe("dev");
    }

    [Fact]
    public void A_Docker_executor_gets_its_own_and_its_first_tasks_resources()
    {
        AgentScenario agent = AgentScenario.Registered(AgentScenario.Config() with { Docker = true });
        TaskInfo task = AgentScenario.ExecutorTask("t");
        task.Executor.Container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Docker,
            Docker = new ContainerInfo.Types.DockerInfo { Image = "own" },
        };

        agent.Run(task);

        LaunchContainer launch = agent.Launches.Single();
        launch.Docker!.Info.Docker.Image.ShouldBe("own");
        launch.Docker.Cpus.ShouldBe(0.2);
        launch.Environment.ToDictionary().ShouldNotContainKey("PATH");
    }

    [Fact]
    public void An_executor_that_cannot_be_launched_fails_its_tasks_and_the_master_hears_of_it()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.ExecutorTask("a"));
        agent.Run(AgentScenario.ExecutorTask("b"));

        agent.Step(new ContainerFailed(agent.Launches.Single().Container, "no such program"));

        agent.Statuses.Select(status => (status.TaskId.Value, status.State, status.Reason, status.Message)).ShouldBe(
        [
            ("a", TaskState.TaskFailed, TaskStatus.Types.Reason.ContainerLaunchFailed, "Failed to launch container: no such program"),
            ("b", TaskState.TaskFailed, TaskStatus.Types.Reason.ContainerLaunchFailed, "Failed to launch container: no such program"),
        ]);
        agent.LastStatus.ExecutorId.Value.ShouldBe("e");
        Exits(agent).ShouldBe([("e", -1)]);
    }

    [Fact]
    public void Without_Docker_a_Docker_executor_fails_its_task()
    {
        AgentScenario agent = AgentScenario.Registered();
        TaskInfo task = AgentScenario.ExecutorTask("t");
        task.Executor.Container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Docker,
            Docker = new ContainerInfo.Types.DockerInfo { Image = "own" },
        };

        agent.Run(task);

        agent.Launches.ShouldBeEmpty();
        agent.LastStatus.Message.ShouldContain("--containerizers=docker,mesos");
        Exits(agent).ShouldBe([("e", -1)]);
    }

    [Fact]
    public void An_executor_that_never_subscribes_is_destroyed_and_its_tasks_fail()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.ExecutorTask("t"));
        ContainerId container = agent.Launches.Single().Container;
        agent.Step(new ContainerStarted(container, 50));

        Pass(agent, TimeSpan.FromSeconds(59));
        agent.Effects.OfType<DestroyContainer>().ShouldBeEmpty();
        Pass(agent, TimeSpan.FromSeconds(1));
        agent.Effects.OfType<DestroyContainer>().ShouldBe([new DestroyContainer(container)]);
        agent.Step(new ContainerExited(container, 9));

        agent.LastStatus.State.ShouldBe(TaskState.TaskFailed);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ExecutorRegistrationTimeout);
        agent.LastStatus.Message.ShouldBe("Executor did not register within 1mins");
        agent.Effects.OfType<ForgetContainer>().ShouldBe([new ForgetContainer(container)]);
    }

    [Theory]
    [InlineData(0x0300, "Executor terminated: it exited with status 3")]
    [InlineData(0, "Executor terminated: it exited with status 0")]
    [InlineData(9, "Executor terminated: it terminated with signal Killed")]
    public void When_an_executor_dies_its_tasks_fail_and_the_master_is_told_its_status(int waitStatus, string message)
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");
        agent.Update("t", TaskState.TaskRunning);
        agent.AcknowledgeAll();

        agent.Step(new ContainerExited(container, waitStatus));

        agent.LastStatus.State.ShouldBe(TaskState.TaskFailed);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ExecutorTerminated);
        agent.LastStatus.Source.ShouldBe(TaskStatus.Types.Source.Agent);
        agent.LastStatus.Message.ShouldBe(message);
        Exits(agent).ShouldBe([("e", waitStatus)]);
        agent.AcknowledgeAll();
        agent.Machine.View().Frameworks.ShouldBeEmpty();
        agent.Machine.View().CompletedFrameworks.Single().CompletedExecutors.Single().Completed.Single().State.ShouldBe(TaskState.TaskFailed);
    }

    [Fact]
    public void An_executor_killed_for_its_memory_says_so()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");

        agent.Step(new ContainerExited(container, 9) { OutOfMemory = true });

        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLimitationMemory);
    }

    [Fact]
    public void An_executor_without_tasks_stays_until_it_ends()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");
        agent.Update("t", TaskState.TaskFinished);
        agent.AcknowledgeAll();

        agent.Machine.View().Executors.Single().Tasks.ShouldBeEmpty();
        agent.Run(AgentScenario.ExecutorTask("u"));
        agent.Launches.Count().ShouldBe(1);
        agent.Update("u", TaskState.TaskFinished);
        agent.AcknowledgeAll();
        agent.Step(new ContainerExited(container, 0));

        agent.Machine.View().Executors.ShouldBeEmpty();
        agent.States.ShouldBe([TaskState.TaskFinished, TaskState.TaskFinished]);
    }

    [Fact]
    public void A_new_executor_of_an_id_may_start_while_the_last_ones_updates_wait()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId first = agent.RunUnderExecutor("t");
        agent.Step(new ContainerExited(first, 9));

        ContainerId second = agent.RunUnderExecutor("u");

        second.ShouldNotBe(first);
        agent.Machine.View().Executors.Count().ShouldBe(2);
        agent.AcknowledgeAll();
        agent.Machine.View().Executors.Single().Sandbox.Container.ShouldBe(second);
    }

    [Fact]
    public void A_task_for_an_executor_that_is_ending_is_dropped()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");
        ShutDown(agent);

        agent.Run(AgentScenario.ExecutorTask("u"));

        agent.LastStatus.TaskId.Value.ShouldBe("u");
        agent.LastStatus.State.ShouldBe(TaskState.TaskLost);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ExecutorTerminated);
        agent.LastStatus.Message.ShouldBe("Executor terminating");
    }

    [Fact]
    public void An_executor_with_the_id_of_a_running_command_task_is_not_launched()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunAndStart("same");
        agent.AcknowledgeAll();

        agent.Run(AgentScenario.ExecutorTask("t", executor: "same"));

        agent.Launches.Count().ShouldBe(1);
        agent.LastStatus.State.ShouldBe(TaskState.TaskLost);
        Exits(agent).ShouldBe([("same", -1)]);
    }

    [Fact]
    public void All_that_is_wrong_with_an_executor_is_told()
    {
        AgentScenario agent = AgentScenario.Registered();
        TaskInfo task = AgentScenario.ExecutorTask("t", executor: "a/b");
        task.Executor.Type = ExecutorInfo.Types.Type.Default;
        task.Executor.Command = null;

        agent.Run(task);

        agent.LastStatus.State.ShouldBe(TaskState.TaskError);
        foreach (string part in (string[])["ExecutorID 'a/b' holds a slash", "'ExecutorInfo.type' must be 'CUSTOM'"])
        {
            agent.LastStatus.Message.ShouldContain(part);
        }

        Exits(agent).ShouldBe([("a/b", -1)]);
    }

    [Fact]
    public void An_exit_told_before_the_start_is_taken_up_after_it()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.ExecutorTask("t"));
        ContainerId container = agent.Launches.Single().Container;

        agent.Step(new ContainerExited(container, 0x0100));
        agent.Step(new ContainerStarted(container, 50));

        agent.LastStatus.Message.ShouldBe("Executor terminated: it exited with status 1");
        agent.Effects.OfType<DestroyContainer>().ShouldBeEmpty();
    }

    internal static IEnumerable<(string Executor, int Status)> Exits(AgentScenario agent) => agent.Sent
        .Where(frame => frame.ExecutorExited is not null)
        .Select(frame => (frame.ExecutorExited.ExecutorId.Value, frame.ExecutorExited.WaitStatus));

    internal static void ShutDown(AgentScenario agent, string executor = "e") => agent.FromMaster(new AgentLinkFrame
    {
        ShutdownExecutor = new ShutdownExecutor
        {
            FrameworkId = new FrameworkID { Value = AgentScenario.Framework },
            ExecutorId = new ExecutorID { Value = executor },
        },
    });

    /// <summary>The master pings meanwhile.</summary>
    private static void Pass(AgentScenario agent, TimeSpan time)
    {
        agent.FromMaster(new AgentLinkFrame { Ping = new Ping { Nonce = 1 } });
        agent.Advance(time);
    }
}
