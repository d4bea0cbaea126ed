using System;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent;

namespace Tepui.Kernel.Tests.Agent.Calls;

public sealed class KillTaskTests
{
    private const int Terminated = 15;

    private static readonly FrameworkInfo KnowsKilling =
        AgentScenario.FrameworkInfo(FrameworkInfo.Types.Capability.Types.Type.TaskKillingState);

    [Fact]
    public void A_killed_task_gets_SIGTERM_and_is_TASK_KILLED()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.AcknowledgeAll();

        agent.Kill("t");
        agent.Step(new ContainerExited(container, Terminated));

        agent.Effects.OfType<SignalContainer>().ShouldBe([new SignalContainer(container, 15)]);
        agent.Effects.OfType<DestroyContainer>().ShouldBeEmpty();
        agent.LastStatus.State.ShouldBe(TaskState.TaskKilled);
        agent.LastStatus.Message.ShouldBe("Command terminated with signal Terminated");
        agent.Timers.Keys.OfType<AgentTimer.KillEscalation>().ShouldBeEmpty();
    }

    [Fact]
    public void A_task_that_ignores_SIGTERM_is_destroyed_when_its_time_is_over()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.Kill("t");

        agent.Advance(TimeSpan.FromSeconds(2.9));
        agent.Effects.OfType<DestroyContainer>().ShouldBeEmpty();
        agent.Advance(TimeSpan.FromSeconds(0.1));

        agent.Effects.OfType<DestroyContainer>().ShouldBe([new DestroyContainer(container)]);
    }

    [Fact]
    public void The_tasks_own_kill_policy_holds_unless_the_call_brings_one()
    {
        AgentScenario agent = AgentScenario.Registered();
        TaskInfo task = AgentScenario.Task("t");
        task.KillPolicy = new KillPolicy { GracePeriod = new DurationInfo { Nanoseconds = 20_000_000_000 } };
        agent.Run(task);
        agent.Step(new ContainerStarted(agent.Launches.Last().Container, 1));

        agent.Kill("t");
        agent.Timers.Single(timer => timer.Key is AgentTimer.KillEscalation).Value.ShouldBe(agent.Now.AddSeconds(20));

        // A further kill may only take time away.
        agent.Kill("t", TimeSpan.FromSeconds(30));
        agent.Timers.Single(timer => timer.Key is AgentTimer.KillEscalation).Value.ShouldBe(agent.Now.AddSeconds(20));
        agent.Kill("t", TimeSpan.FromSeconds(5));
        agent.Timers.Single(timer => timer.Key is AgentTimer.KillEscalation).Value.ShouldBe(agent.Now.AddSeconds(5));
        agent.Effects.OfType<SignalContainer>().Count().ShouldBe(1);
        agent.Kill("t", TimeSpan.Zero);
        agent.Effects.OfType<DestroyContainer>().Count().ShouldBe(1);
    }

    [Fact]
    public void TASK_KILLING_is_told_to_frameworks_that_know_it()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunAndStart("t", framework: KnowsKilling);
        agent.AcknowledgeAll();

        agent.Kill("t");

        agent.LastStatus.State.ShouldBe(TaskState.TaskKilling);
    }

    [Fact]
    public void A_task_killed_while_it_is_launched_is_destroyed_and_reported_once_it_is_gone()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.Task("t"));
        ContainerId container = agent.Launches.Single().Container;

        agent.Kill("t");
        agent.Statuses.ShouldBeEmpty();
        agent.Effects.OfType<DestroyContainer>().ShouldBe([new DestroyContainer(container)]);
        agent.Step(new ContainerStarted(container, 5));
        agent.Effects.OfType<DestroyContainer>().Count().ShouldBe(2, "what has come to life all the same must go as well");
        agent.Step(new ContainerExited(container, 9));

        agent.States.ShouldBe([TaskState.TaskKilled]);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.TaskKilledDuringLaunch);
        agent.LastStatus.Source.ShouldBe(TaskStatus.Types.Source.Agent);
    }

    [Fact]
    public void A_task_killed_while_its_launch_fails_is_TASK_KILLED()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.Task("t"));
        agent.Kill("t");

        agent.Step(new ContainerFailed(agent.Launches.Single().Container, "no"));

        agent.States.ShouldBe([TaskState.TaskKilled]);
    }

    [Fact]
    public void Kill_OfAnUnknownTask_TellsItIsLost()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunAndStart("t");
        agent.AcknowledgeAll();

        agent.Kill("nosuch");

        agent.LastStatus.TaskId.Value.ShouldBe("nosuch");
        agent.LastStatus.State.ShouldBe(TaskState.TaskLost);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ExecutorTerminated);
    }

    [Fact]
    public void Kill_OfAnUnknownTask_OfAPartitionAwareFramework_TellsItWasDropped()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunAndStart("t", framework: AgentScenario.FrameworkInfo(FrameworkInfo.Types.Capability.Types.Type.PartitionAware));
        agent.AcknowledgeAll();

        agent.Kill("nosuch");

        agent.LastStatus.State.ShouldBe(TaskState.TaskDropped);
    }

    [Fact]
    public void Kill_OfAnEndedTask_ChangesNothing()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.Step(new ContainerExited(container, 0));

        agent.Kill("t");
        agent.AcknowledgeAll();

        agent.LastStatus.State.ShouldBe(TaskState.TaskFinished);
        agent.Told<AgentNotice.KillIgnored>().ShouldBeTrue();
    }

    [Fact]
    public void A_kill_goes_on_after_a_restart_of_the_agent()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.AcknowledgeAll();
        agent.Kill("t", TimeSpan.FromSeconds(60));
        agent.Advance(TimeSpan.FromSeconds(10));

        agent.Crash(new FoundContainer(container, 100));
        agent.Register();

        agent.Timers.Single(timer => timer.Key is AgentTimer.KillEscalation).Value.ShouldBe(AgentScenario.Start.AddSeconds(60));
        agent.Step(new ContainerExited(container, 9));
        agent.LastStatus.State.ShouldBe(TaskState.TaskKilled);
    }
}
