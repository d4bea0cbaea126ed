using System;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Checks;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Tests.Agent.Checks;

/// <summary>Checks and time limits over restarts of the agent: what they came to is neither lost nor told twice.</summary>
public class CheckRecoveryTests
{
    [Fact]
    public void Checks_go_on_within_an_interval()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(CheckSteps.Task(CheckSteps.Health(interval: 10)));
        agent.Http(200);

        Restart(agent, container);
        agent.Advance(TimeSpan.FromSeconds(10));

        agent.Asked().Length.ShouldBe(2);
        agent.Http(200);
        agent.Health().ShouldBe([true]);
    }

    [Fact]
    public void A_delay_that_is_not_over_is_waited_for()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(CheckSteps.Task(CheckSteps.Health(delay: 60)));
        agent.Advance(TimeSpan.FromSeconds(20));

        Restart(agent, container);

        agent.Timers[new AgentTimer.CheckDue(container, CheckKind.HealthCheck)].ShouldBe(AgentScenario.Start + TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Failures_are_counted_on(int restarts)
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(CheckSteps.Task(CheckSteps.Health(failures: 4)));
        agent.Http(200, 500, 500);

        for (int i = 0; i < restarts; i++)
        {
            Restart(agent, container);
        }

        agent.Http(500);
        agent.Effects.OfType<SignalContainer>().ShouldBeEmpty();
        agent.Http(500);
        agent.Effects.OfType<SignalContainer>().ShouldHaveSingleItem();
        agent.Health().ShouldBe([true, false, false, false, false]);
    }

    [Fact]
    public void Once_healthy_there_is_no_grace_period_any_more()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(CheckSteps.Task(CheckSteps.Health(grace: 3600)));
        agent.Http(200);

        Restart(agent, container);
        agent.Http(500);

        agent.Health().ShouldBe([true, false]);
    }

    [Fact]
    public void The_grace_period_counts_from_the_tasks_start()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(CheckSteps.Task(CheckSteps.Health(interval: 10, grace: 30)));
        agent.Http(500);
        agent.Advance(TimeSpan.FromSeconds(25));

        Restart(agent, container);
        agent.Advance(TimeSpan.FromSeconds(10));
        agent.Http(500);

        agent.Health().ShouldBe([false]);
    }

    [Fact]
    public void A_result_told_before_is_not_told_again()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(CheckSteps.Task(check: CheckSteps.Check(CheckInfo.Types.Type.Http)));
        agent.Answer(CheckKind.Check, new CheckAnswer.Http(418));

        Restart(agent, container);
        agent.Answer(CheckKind.Check, new CheckAnswer.Http(418));

        agent.Statuses.Count(status => status.HasReason).ShouldBe(1);
    }

    [Fact]
    public void A_kill_for_its_health_goes_on_and_is_told_as_such()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(CheckSteps.Task(CheckSteps.Health(failures: 1)));
        agent.Http(500);

        Restart(agent, container);
        agent.Advance(TimeSpan.FromSeconds(60));
        agent.Step(new ContainerExited(container, 9));

        agent.Asked().Length.ShouldBe(1);
        (agent.LastStatus.State, agent.LastStatus.Healthy).ShouldBe((TaskState.TaskKilled, false));
    }

    [Fact]
    public void The_longest_life_counts_from_the_tasks_start()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(Limited(60));
        agent.AcknowledgeAll();
        agent.Advance(TimeSpan.FromSeconds(40));
        Restart(agent, container);

        agent.Timers[new AgentTimer.CheckCompletionTime(container)].ShouldBe(AgentScenario.Start + TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void A_life_that_was_over_while_the_agent_was_away_ends_at_once_and_a_restart_then_forgets_no_reason()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(Limited(60));
        agent.AcknowledgeAll();
        Restart(agent, container);
        agent.Advance(TimeSpan.FromSeconds(60));
        Restart(agent, container);
        agent.Step(new ContainerExited(container, 9));

        agent.Effects.OfType<DestroyContainer>().ShouldNotBeEmpty();
        (agent.LastStatus.State, agent.LastStatus.Reason).ShouldBe((TaskState.TaskFailed, Reason.MaxCompletionTimeReached));
    }

    [Fact]
    public void A_task_in_time_ends_as_it_ends()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(Limited(60));
        agent.Step(new ContainerExited(container, 0));
        agent.AcknowledgeAll();

        agent.LastStatus.State.ShouldBe(TaskState.TaskFinished);
        agent.Timers.Keys.OfType<AgentTimer.CheckCompletionTime>().ShouldBeEmpty();
    }

    [Fact]
    public void A_kill_before_its_time_is_a_kill()
    {
        AgentScenario agent = AgentScenario.Registered();
        TaskInfo task = Limited(2);
        task.KillPolicy = new KillPolicy { GracePeriod = new DurationInfo { Nanoseconds = 60_000_000_000 } };
        ContainerId container = agent.RunChecked(task);
        agent.Kill("t");
        agent.Advance(TimeSpan.FromSeconds(5));
        agent.Step(new ContainerExited(container, 15));
        agent.AcknowledgeAll();

        agent.LastStatus.State.ShouldBe(TaskState.TaskKilled);
    }

    [Fact]
    public void Its_time_over_it_is_killed_without_grace_and_without_a_word_before()
    {
        AgentScenario agent = AgentScenario.Registered();
        TaskInfo task = Limited(2);
        task.KillPolicy = new KillPolicy { GracePeriod = new DurationInfo { Nanoseconds = 60_000_000_000 } };
        ContainerId container = agent.RunChecked(
            task, AgentScenario.FrameworkInfo(FrameworkInfo.Types.Capability.Types.Type.TaskKillingState));
        agent.AcknowledgeAll();
        agent.Advance(TimeSpan.FromSeconds(2));

        agent.Effects.OfType<DestroyContainer>().ShouldBe([new DestroyContainer(container)]);
        agent.States.ShouldNotContain(TaskState.TaskKilling);
    }

    private static TaskInfo Limited(long seconds)
    {
        TaskInfo task = AgentScenario.Task("t");
        task.MaxCompletionTime = new DurationInfo { Nanoseconds = seconds * 1_000_000_000 };
        return task;
    }

    private static void Restart(AgentScenario agent, ContainerId container)
    {
        agent.Crash(new FoundContainer(container, 100));
        agent.Register();
    }
}
