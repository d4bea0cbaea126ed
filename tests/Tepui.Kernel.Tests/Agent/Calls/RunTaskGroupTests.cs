using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Containers;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Tests.Agent.Calls;

public sealed class RunTaskGroupTests
{
    private readonly AgentScenario _agent = AgentScenario.Registered();

    [Fact]
    public void A_pod_is_the_executors_container_with_one_nested_in_it_for_each_task()
    {
        _agent.RunGroup("a", "b");

        LaunchContainer holder = _agent.Launches.Single();
        holder.Argv.ShouldBe(["sh", "-c", "exec sleep infinity"]);
        holder.Sandbox.Directory.ShouldBe($"/work_dir/slaves/S0/frameworks/F/executors/pod/runs/{holder.Container}");
        holder.Resources.Where(resource => resource.Name == "cpus").Sum(resource => resource.Scalar.Value).ShouldBe(0.3, 0.001);
        holder.Environment.ShouldContain(new KeyValuePair<string, string>("MESOS_EXECUTOR_ID", "pod"));
        _agent.Statuses.ShouldBeEmpty();

        _agent.Step(new ContainerStarted(holder.Container, 10));

        LaunchContainer[] tasks = [.. _agent.Launches.Skip(1)];
        tasks.Length.ShouldBe(2);
        tasks.ShouldAllBe(task => task.Parent == holder.Container && task.Container.Value.StartsWith(holder.Container.Value + "."));
        tasks[0].Sandbox.Directory.ShouldBe(holder.Sandbox.Directory + "/containers/" + ContainerIds.NameOf(tasks[0].Container));
        tasks[0].Link.ShouldBe(new SandboxLink(holder.Sandbox, "tasks/a"));
        tasks[0].Environment.Select(variable => variable.Key)
            .ShouldBe(["PATH", "MESOS_SANDBOX", "MESOS_CONTAINER_IP", "MESOS_ALLOCATION_ROLE"]);
        _agent.States.ShouldBe([TaskState.TaskStarting, TaskState.TaskStarting]);

        _agent.Step(new ContainerStarted(tasks[0].Container, 11));
        _agent.AcknowledgeAll();
        TaskStatus running = _agent.LastStatus;
        running.State.ShouldBe(TaskState.TaskRunning);
        running.Source.ShouldBe(TaskStatus.Types.Source.Executor);
        running.ExecutorId.Value.ShouldBe("pod");
        running.ContainerStatus.ContainerId.Value.ShouldBe(ContainerIds.NameOf(tasks[0].Container));
        running.ContainerStatus.ContainerId.Parent.Value.ShouldBe(holder.Container.Value);
        running.ContainerStatus.ExecutorPid.ShouldBe(11u);
    }

    [Fact]
    public void The_executor_ends_when_no_task_is_left()
    {
        (ContainerId holder, ContainerId[] tasks) = _agent.StartGroup("a", "b");

        _agent.Step(new ContainerExited(tasks[0], 0));
        _agent.Effects.OfType<DestroyContainer>().ShouldBeEmpty();
        _agent.Step(new ContainerExited(tasks[1], 0));
        _agent.Effects.OfType<DestroyContainer>().Single().Container.ShouldBe(holder);
        _agent.Step(new ContainerExited(holder, 9));
        _agent.AcknowledgeAll();

        _agent.Final("a").State.ShouldBe(TaskState.TaskFinished);
        _agent.Final("a").Message.ShouldBe("Command exited with status 0");
        _agent.Final("a").ContainerStatus.HasExecutorPid.ShouldBeFalse();
        _agent.Sent.Single(frame => frame.ExecutorExited is not null).ExecutorExited.WaitStatus.ShouldBe(0);
        _agent.Machine.View().Frameworks.ShouldBeEmpty();
        _agent.Machine.View().CompletedFrameworks.Single().CompletedExecutors.Single().Completed.Count.ShouldBe(2);
        _agent.Log.Count(record => record.RecordCase == AgentCheckpoint.RecordOneofCase.ContainerEnded).ShouldBe(2);
        _agent.Machine.Checkpoint().Count(record => record.RecordCase == AgentCheckpoint.RecordOneofCase.ContainerEnded).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void When_one_fails_or_is_killed_the_others_of_its_group_are_killed_and_no_others(bool killed)
    {
        (ContainerId holder, ContainerId[] tasks) = _agent.StartGroup("a", "b");
        _agent.RunGroup("c");
        ContainerId other = _agent.Launches.Last().Container;
        other.ShouldNotBe(holder);
        _agent.Step(new ContainerStarted(other, 15));

        if (killed)
        {
            _agent.Kill("a", TimeSpan.FromSeconds(10));
            _agent.Effects.OfType<SignalContainer>().Single().ShouldBe(new SignalContainer(tasks[0], 15));
            _agent.Timers.Keys.ShouldContain(new AgentTimer.KillEscalation(tasks[0]));
            _agent.Step(new ContainerExited(tasks[0], 15));
        }
        else
        {
            _agent.Step(new ContainerExited(tasks[0], 256));
        }

        _agent.Effects.OfType<SignalContainer>().Last().ShouldBe(new SignalContainer(tasks[1], 15));
        _agent.Advance(TimeSpan.FromSeconds(3));
        _agent.Effects.OfType<DestroyContainer>().Single().Container.ShouldBe(tasks[1]);
        _agent.Step(new ContainerExited(tasks[1], 9));
        _agent.AcknowledgeAll();

        _agent.Final("a").State.ShouldBe(killed ? TaskState.TaskKilled : TaskState.TaskFailed);
        _agent.Final("a").Message.ShouldBe(killed ? "Command terminated with signal Terminated" : "Command exited with status 1");
        _agent.Final("b").State.ShouldBe(TaskState.TaskKilled);
        _agent.Final("b").Message.ShouldBe("Command terminated with signal Killed");
        _agent.Statuses.Last(status => status.TaskId.Value == "c").State.ShouldBe(TaskState.TaskRunning);
        _agent.Effects.OfType<DestroyContainer>().ShouldNotContain(destroy => destroy.Container == holder);
        UpdateContainer update = _agent.Effects.OfType<UpdateContainer>().Last();
        update.Container.ShouldBe(holder);
        update.Resources.Where(resource => resource.Name == "cpus").Sum(resource => resource.Scalar.Value).ShouldBe(0.2, 0.001);
    }

    [Fact]
    public void One_that_cannot_be_launched_ends_its_group()
    {
        _agent.RunGroup("a", "b");
        ContainerId holder = _agent.Launches.Last().Container;
        _agent.Step(new ContainerStarted(holder, 10));
        ContainerId[] tasks = [.. _agent.Launches.Skip(1).Select(launch => launch.Container)];

        _agent.Step(new ContainerFailed(tasks[0], "no such user"));
        _agent.Effects.OfType<DestroyContainer>().Single().Container.ShouldBe(tasks[1]);
        _agent.Step(new ContainerStarted(tasks[1], 12));
        _agent.Step(new ContainerExited(tasks[1], 9));
        _agent.Step(new ContainerExited(holder, 9));
        _agent.AcknowledgeAll();

        _agent.Final("a").State.ShouldBe(TaskState.TaskFailed);
        _agent.Final("a").Message.ShouldBe("no such user");
        _agent.Final("b").State.ShouldBe(TaskState.TaskKilled);
        _agent.States.ShouldNotContain(TaskState.TaskRunning);
    }

    [Fact]
    public void A_kill_before_the_executor_is_there_ends_the_whole_group_and_then_the_executor()
    {
        _agent.RunGroup("a", "b");
        ContainerId holder = _agent.Launches.Last().Container;

        _agent.Kill("b");

        _agent.Statuses.Select(status => (status.TaskId.Value, status.State, status.Reason)).ShouldBe(
        [
            ("a", TaskState.TaskKilled, TaskStatus.Types.Reason.TaskKilledDuringLaunch),
            ("b", TaskState.TaskKilled, TaskStatus.Types.Reason.TaskKilledDuringLaunch),
        ]);
        _agent.LastStatus.Message.ShouldBe("A task within the task group was killed before delivery to the executor");
        _agent.Step(new ContainerStarted(holder, 10));
        _agent.Launches.Count().ShouldBe(1);
        _agent.Effects.OfType<DestroyContainer>().Single().Container.ShouldBe(holder);
    }

    [Fact]
    public void The_executors_end_is_that_of_its_tasks()
    {
        (ContainerId holder, ContainerId[] tasks) = _agent.StartGroup("a", "b");

        _agent.Step(new ContainerExited(holder, 9));
        _agent.Step(new ContainerExited(tasks[0], 9));
        _agent.AcknowledgeAll();

        _agent.Effects.OfType<DestroyContainer>().Select(destroy => destroy.Container).ShouldBe(tasks);
        foreach (string task in (string[])["a", "b"])
        {
            _agent.Final(task).State.ShouldBe(TaskState.TaskFailed);
            _agent.Final(task).Reason.ShouldBe(TaskStatus.Types.Reason.ExecutorTerminated);
        }

        _agent.Sent.Single(frame => frame.ExecutorExited is not null).ExecutorExited.WaitStatus.ShouldBe(9);
    }

    [Fact]
    public void An_executor_that_is_shut_down_kills_its_tasks_gently_and_goes_with_the_last()
    {
        (ContainerId holder, ContainerId[] tasks) = _agent.StartGroup("a", "b");

        _agent.FromMaster(new AgentLinkFrame
        {
            ShutdownExecutor = new ShutdownExecutor
            {
                FrameworkId = new FrameworkID { Value = AgentScenario.Framework },
                ExecutorId = new ExecutorID { Value = "pod" },
            },
        });
        _agent.RunGroup("late");
        _agent.Effects.OfType<SignalContainer>().Select(signal => signal.Container).ShouldBe(tasks);
        _agent.Step(new ContainerExited(tasks[0], 15));
        _agent.Advance(TimeSpan.FromSeconds(5));
        _agent.Effects.OfType<DestroyContainer>().Select(destroy => destroy.Container).ShouldBe([tasks[1], holder]);
        _agent.Step(new ContainerExited(tasks[1], 9));
        _agent.Step(new ContainerExited(holder, 9));
        _agent.AcknowledgeAll();

        _agent.Final("a").State.ShouldBe(TaskState.TaskKilled);
        _agent.Final("b").State.ShouldBe(TaskState.TaskKilled);
        _agent.Final("late").Message.ShouldBe("Executor terminating");
        _agent.Final("late").State.ShouldBe(TaskState.TaskLost);
    }

    [Fact]
    public void A_framework_that_is_shut_down_leaves_nothing()
    {
        (ContainerId holder, ContainerId[] tasks) = _agent.StartGroup("a", "b");
        _agent.FromMaster(new AgentLinkFrame
        {
            ShutdownFramework = new ShutdownFramework { FrameworkId = new FrameworkID { Value = AgentScenario.Framework } },
        });

        _agent.Step(new ContainerExited(tasks[0], 15));
        _agent.Step(new ContainerExited(tasks[1], 15));
        _agent.Effects.OfType<DestroyContainer>().Last().Container.ShouldBe(holder);
        _agent.Step(new ContainerExited(holder, 9));

        _agent.Machine.View().Frameworks.ShouldBeEmpty();
        _agent.Machine.View().Containers.ShouldBeEmpty();
    }

    [Fact]
    public void A_fault_in_one_refuses_all()
    {
        TaskInfo bad = AgentScenario.Task("b");
        bad.Command = new CommandInfo { Shell = false };
        _agent.RunGroup([AgentScenario.Task("a"), bad]);

        _agent.Statuses.Select(status => status.TaskId.Value).ShouldBe(["a", "b"]);
        _agent.Statuses.ShouldAllBe(status =>
            status.State == TaskState.TaskError
            && status.Reason == TaskStatus.Types.Reason.TaskGroupInvalid
            && status.Message == "Task 'b': The executable is missing: set CommandInfo.value");
        _agent.Sent.Count(frame => frame.ExecutorExited is not null).ShouldBe(1);
        _agent.Launches.ShouldBeEmpty();
    }

    [Fact]
    public void A_draining_agent_takes_no_group()
    {
        (ContainerId holder, ContainerId[] tasks) = _agent.StartGroup("a");
        _agent.FromMaster(new AgentLinkFrame { DrainAgent = new DrainAgent { Config = new DrainConfig() } });

        _agent.Effects.OfType<SignalContainer>().Single().Container.ShouldBe(tasks[0]);
        _agent.RunGroup(AgentScenario.DefaultExecutor("other"), [AgentScenario.Task("b")]);
        _agent.Step(new ContainerExited(tasks[0], 15));
        _agent.Step(new ContainerExited(holder, 9));
        _agent.AcknowledgeAll();

        _agent.Final("a").Reason.ShouldBe(TaskStatus.Types.Reason.AgentDraining);
        _agent.Final("b").Reason.ShouldBe(TaskStatus.Types.Reason.AgentDraining);
        _agent.Final("b").Message.ShouldBe("Task was received while agent was already draining");
        _agent.Told<AgentNotice.DrainEnded>().ShouldBeTrue();
    }

    [Fact]
    public void An_executor_of_the_frameworks_own_gets_the_group_at_once()
    {
        _agent.RunGroup(AgentScenario.ExecutorTask("x").Executor, [AgentScenario.Task("a"), AgentScenario.Task("b")]);
        _agent.Step(new ContainerStarted(_agent.Launches.Single().Container, 50));
        _agent.Subscribe();

        Event launch = _agent.Events.Last();
        launch.Type.ShouldBe(Event.Types.Type.LaunchGroup);
        launch.LaunchGroup.TaskGroup.Tasks.Select(task => task.TaskId.Value).ShouldBe(["a", "b"]);
        _agent.EventTypes.ShouldNotContain(Event.Types.Type.Launch);
    }

    [Fact]
    public void Pods_go_on_over_a_crash()
    {
        (ContainerId holder, ContainerId[] tasks) = _agent.StartGroup("a", "b");
        _agent.RunGroup("c");
        ContainerId third = _agent.Launches.Last().Container;

        _agent.Crash(
            new FoundContainer(holder, 10),
            new FoundContainer(tasks[0], 11),
            new FoundContainer(tasks[1], 12, new ContainerExited(tasks[1], 256)),
            new FoundContainer(third, 13));
        _agent.Register();
        _agent.AcknowledgeAll();

        _agent.Final("b").State.ShouldBe(TaskState.TaskFailed);
        _agent.Statuses.Last(status => status.TaskId.Value == "c").State.ShouldBe(TaskState.TaskRunning);
        _agent.Effects.OfType<SignalContainer>().Single().Container.ShouldBe(tasks[0]);
        _agent.Step(new ContainerExited(tasks[0], 15));
        _agent.Crash(new FoundContainer(holder, 10));
        _agent.Register();
        _agent.AcknowledgeAll();
        _agent.Final("a").State.ShouldBe(TaskState.TaskKilled);
        _agent.Final("c").State.ShouldBe(TaskState.TaskFailed);
        _agent.Effects.OfType<DestroyContainer>().Last().Container.ShouldBe(holder);
    }
}
