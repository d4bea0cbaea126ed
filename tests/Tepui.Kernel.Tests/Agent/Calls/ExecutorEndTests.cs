using System;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Tests.Agent.Calls;

public sealed class ExecutorEndTests
{
    [Fact]
    public void A_kill_is_the_executors_affair_once_it_has_the_task()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");

        agent.Kill("t", TimeSpan.FromSeconds(4));

        agent.Events.Last().Kill.TaskId.Value.ShouldBe("t");
        agent.Events.Last().Kill.KillPolicy.GracePeriod.Nanoseconds.ShouldBe(4_000_000_000);
        agent.Effects.OfType<SignalContainer>().ShouldBeEmpty();
        agent.Statuses.ShouldBeEmpty();
        agent.Update("t", TaskState.TaskKilled);
        agent.LastStatus.State.ShouldBe(TaskState.TaskKilled);
    }

    [Fact]
    public void A_task_killed_before_it_is_sent_is_never_sent()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.ExecutorTask("a"));
        agent.Run(AgentScenario.ExecutorTask("b"));

        agent.Kill("a");
        agent.Subscribe();

        agent.LastStatus.State.ShouldBe(TaskState.TaskKilled);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.TaskKilledDuringLaunch);
        agent.LastStatus.Message.ShouldBe("Killed before delivery to the executor");
        agent.Events.Where(sent => sent.Launch is not null).Select(sent => sent.Launch.Task.Name).ShouldBe(["b"]);
    }

    [Fact]
    public void A_kill_while_the_stream_is_away_goes_out_with_the_next_one()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");
        agent.Update("t", TaskState.TaskRunning);
        agent.Step(new ExecutorClosed(new ConnectionId(1)));

        agent.Kill("t");
        agent.Subscribe();

        agent.Events.Last().Kill.TaskId.Value.ShouldBe("t");
    }

    [Fact]
    public void SHUTDOWN_gives_an_executor_its_grace_period()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(WithGrace("t", TimeSpan.FromSeconds(9)));
        ContainerId container = agent.Launches.Single().Container;
        agent.Step(new ContainerStarted(container, 50));
        agent.Subscribe();

        RunExecutorTaskTests.ShutDown(agent);
        agent.Events.Last().Type.ShouldBe(Event.Types.Type.Shutdown);
        agent.Advance(TimeSpan.FromSeconds(8.9));
        agent.Effects.OfType<DestroyContainer>().ShouldBeEmpty();
        agent.Advance(TimeSpan.FromSeconds(0.1));

        agent.Effects.OfType<DestroyContainer>().ShouldBe([new DestroyContainer(container)]);
        agent.Step(new ContainerExited(container, 9));
        agent.LastStatus.State.ShouldBe(TaskState.TaskFailed);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ExecutorTerminated);
    }

    [Fact]
    public void What_its_tasks_came_to_during_the_shutdown_counts()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");
        RunExecutorTaskTests.ShutDown(agent);

        agent.Update("t", TaskState.TaskKilled);
        agent.Step(new ContainerExited(container, 0));
        agent.AcknowledgeAll();

        agent.States.ShouldBe([TaskState.TaskKilled]);
        agent.Timers.Keys.OfType<AgentTimer.ExecutorShutdown>().ShouldBeEmpty();
        RunExecutorTaskTests.Exits(agent).ShouldBe([("e", 0)]);
    }

    [Fact]
    public void An_executor_that_is_not_started_yet_is_destroyed_at_once()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.ExecutorTask("t"));
        ContainerId container = agent.Launches.Single().Container;

        RunExecutorTaskTests.ShutDown(agent);
        agent.Effects.OfType<DestroyContainer>().ShouldBe([new DestroyContainer(container)]);
        agent.Step(new ContainerFailed(container, "called off"));

        agent.LastStatus.State.ShouldBe(TaskState.TaskFailed);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLaunchFailed);
    }

    [Fact]
    public void An_executor_destroyed_during_its_launch_is_destroyed_again_when_it_starts_all_the_same()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.ExecutorTask("t"));
        ContainerId container = agent.Launches.Single().Container;
        RunExecutorTaskTests.ShutDown(agent);

        agent.Step(new ContainerStarted(container, 50));

        agent.Effects.OfType<DestroyContainer>().Count().ShouldBe(2);
    }

    [Fact]
    public void A_framework_that_is_shut_down_ends_its_executors_and_nobody_is_told_of_the_tasks()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");

        agent.FromMaster(new AgentLinkFrame
        {
            ShutdownFramework = new ShutdownFramework { FrameworkId = new FrameworkID { Value = AgentScenario.Framework } },
        });
        agent.Events.Last().Type.ShouldBe(Event.Types.Type.Shutdown);
        agent.Step(new ContainerExited(container, 0));

        agent.Statuses.ShouldBeEmpty();
        agent.Machine.View().Frameworks.ShouldBeEmpty();
    }

    [Fact]
    public void An_agent_ends_when_its_executors_have()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");
        agent.Update("t", TaskState.TaskFinished);
        agent.AcknowledgeAll();

        agent.Step(new OperatorShutsDown("asked"));
        agent.Effects.OfType<Stop>().ShouldBeEmpty();
        agent.Step(new ContainerExited(container, 0));

        agent.Effects.OfType<Stop>().Count().ShouldBe(1);
    }

    private static TaskInfo WithGrace(string id, TimeSpan grace)
    {
        TaskInfo task = AgentScenario.ExecutorTask(id);
        task.Executor.ShutdownGracePeriod = new DurationInfo { Nanoseconds = grace.Ticks * 100 };
        return task;
    }
}
