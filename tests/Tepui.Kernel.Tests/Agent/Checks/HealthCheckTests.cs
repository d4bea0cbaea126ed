using System;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Checks;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability.Types.Type;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Tests.Agent.Checks;

/// <summary>Health checks of command tasks (docs/health-checks.md, src/checks/health_checker.cpp, src/launcher/executor.cpp).</summary>
public class HealthCheckTests
{
    [Fact]
    public void The_first_check_comes_after_its_delay_and_each_next_one_an_interval_after_the_last_result()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(CheckSteps.Task(CheckSteps.Health(delay: 15, interval: 10)));

        agent.Advance(TimeSpan.FromSeconds(14.9));
        agent.Asked().ShouldBeEmpty();
        agent.Advance(TimeSpan.FromSeconds(0.1));
        agent.Asked().ShouldBe([
            new RunCheck(container, CheckKind.HealthCheck, new CheckProbe.Http("http", false, 8080, "/health"), TimeSpan.FromSeconds(20)),
        ]);

        // It takes 7 seconds: none begins beside it, and the interval counts from its end.
        agent.Advance(TimeSpan.FromSeconds(7));
        agent.Step(new CheckAnswered(container, CheckKind.HealthCheck, new CheckAnswer.Http(200)));
        agent.Advance(TimeSpan.FromSeconds(9.9));
        agent.Asked().Length.ShouldBe(1);
        agent.Advance(TimeSpan.FromSeconds(0.1));
        agent.Asked().Length.ShouldBe(2);
    }

    [Fact]
    public void Only_the_first_success_is_told_and_the_first_after_failures()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunChecked(CheckSteps.Task(CheckSteps.Health()));

        agent.Http(200, 204, 399, 500, 503, 200, 200);

        agent.Health().ShouldBe([true, false, false, true]);
        TaskStatus told = agent.LastStatus;
        (told.State, told.Source).ShouldBe((TaskState.TaskRunning, TaskStatus.Types.Source.Executor));
        told.ContainerStatus.ExecutorPid.ShouldBe(100u);
        agent.Machine.View().Tasks.Single().Statuses.Select(status => status.State)
            .ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning]);
    }

    [Theory]
    [InlineData(199, false)]
    [InlineData(200, true)]
    [InlineData(399, true)]
    [InlineData(400, false)]
    public void Codes_from_200_to_399_are_healthy(int code, bool healthy)
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunChecked(CheckSteps.Task(CheckSteps.Health()));

        agent.Http(code);

        agent.Health().ShouldBe([healthy]);
    }

    [Fact]
    public void After_so_many_failures_in_a_row_it_is_killed_and_its_end_says_that_it_was_not_healthy()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(
            CheckSteps.Task(CheckSteps.Health(failures: 3)), AgentScenario.FrameworkInfo(Capability.TaskKillingState));

        agent.Http(500, 500, 200, 500, 500);
        agent.Effects.OfType<SignalContainer>().ShouldBeEmpty();
        agent.Http(500);

        agent.Health().ShouldBe([false, false, true, false, false, false]);
        agent.Effects.OfType<SignalContainer>().ShouldBe([new SignalContainer(container, 15)]);
        agent.LastStatus.State.ShouldBe(TaskState.TaskKilling);
        agent.LastStatus.HasHealthy.ShouldBeFalse();

        agent.Advance(TimeSpan.FromSeconds(3));
        agent.Effects.OfType<DestroyContainer>().ShouldBe([new DestroyContainer(container)]);
        agent.Step(new ContainerExited(container, 9));
        TaskStatus end = agent.LastStatus;
        (end.State, end.Healthy, end.Message).ShouldBe((TaskState.TaskKilled, false, "Command terminated with signal Killed"));
        end.HasReason.ShouldBeFalse();
        agent.Asked().Length.ShouldBe(6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void With_none_or_one_failure_allowed_the_first_ends_it(uint failures)
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunChecked(CheckSteps.Task(CheckSteps.Health(failures: failures)));

        agent.Http(500);

        agent.Effects.OfType<SignalContainer>().ShouldHaveSingleItem();
    }

    [Fact]
    public void Failures_within_the_grace_period_do_not_count()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunChecked(CheckSteps.Task(CheckSteps.Health(interval: 10, grace: 20, failures: 1)));

        agent.Http(500, 500, 500);
        agent.Now.ShouldBe(AgentScenario.Start + TimeSpan.FromSeconds(20));
        agent.Health().ShouldBeEmpty();
        agent.Http(500);

        agent.Health().ShouldBe([false]);
        agent.Effects.OfType<SignalContainer>().ShouldHaveSingleItem();
    }

    [Fact]
    public void The_first_success_ends_the_grace_period()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunChecked(CheckSteps.Task(CheckSteps.Health(interval: 1, grace: 3600, failures: 2)));

        agent.Http(500, 200, 500, 500);

        agent.Health().ShouldBe([true, false, false]);
        agent.Effects.OfType<SignalContainer>().ShouldHaveSingleItem();
    }

    [Fact]
    public void What_times_out_has_failed_and_what_cannot_be_asked_is_as_if_nobody_had()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunChecked(CheckSteps.Task(CheckSteps.Health(failures: 2)));

        agent.Answer(CheckKind.HealthCheck, new CheckAnswer.Failed("HTTP request timed out after 20secs"));
        agent.Answer(CheckKind.HealthCheck, new CheckAnswer.Unavailable("the agent is busy"));
        agent.Health().ShouldBe([false]);
        agent.Http(500);

        agent.Health().ShouldBe([false, false]);
        agent.Effects.OfType<SignalContainer>().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_kill_calls_off_what_is_under_way_and_nothing_is_told_any_more()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(CheckSteps.Task(CheckSteps.Health()));
        agent.Advance(TimeSpan.Zero);

        agent.Kill("t");
        agent.Step(new CheckAnswered(container, CheckKind.HealthCheck, new CheckAnswer.Http(500)));

        agent.Effects.OfType<StopCheck>().ShouldBe([new StopCheck(container, CheckKind.HealthCheck)]);
        agent.Health().ShouldBeEmpty();
        agent.Timers.Keys.OfType<AgentTimer.CheckDue>().ShouldBeEmpty();
    }

    [Fact]
    public void The_end_of_the_task_ends_its_checks()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(CheckSteps.Task(CheckSteps.Health()));
        agent.Http(200);

        agent.Step(new ContainerExited(container, 0));
        agent.AcknowledgeAll();
        agent.Advance(TimeSpan.FromMinutes(5));

        agent.Asked().Length.ShouldBe(1);
        agent.LastStatus.State.ShouldBe(TaskState.TaskFinished);
        agent.LastStatus.HasHealthy.ShouldBeFalse();
    }

    [Fact]
    public void Its_own_kill_policy_holds()
    {
        AgentScenario agent = AgentScenario.Registered();
        TaskInfo task = CheckSteps.Task(CheckSteps.Health(failures: 1));
        task.KillPolicy = new KillPolicy { GracePeriod = new DurationInfo { Nanoseconds = 60_000_000_000 } };
        ContainerId container = agent.RunChecked(task);

        agent.Http(500);

        agent.Timers[new AgentTimer.KillEscalation(container)].ShouldBe(agent.Now + TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void A_docker_task_is_not_told_again_what_docker_says_of_it()
    {
        AgentScenario agent = AgentScenario.Registered(AgentScenario.Config() with { Docker = true });
        TaskInfo task = CheckSteps.Task(CheckSteps.Health());
        task.Container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Docker,
            Docker = new ContainerInfo.Types.DockerInfo { Image = "busybox" },
        };
        agent.Run(task);
        agent.Step(new ContainerStarted(agent.Launches.Last().Container, 7)
        {
            IpAddresses = ["172.17.0.2"],
            Inspection = Google.Protobuf.ByteString.CopyFromUtf8("[{}]"),
        });

        agent.Http(200);

        agent.LastStatus.Healthy.ShouldBeTrue();
        agent.LastStatus.HasData.ShouldBeFalse();
        agent.LastStatus.ContainerStatus.NetworkInfos.Single().IpAddresses.Single().IpAddress.ShouldBe("172.17.0.2");
    }

    [Fact]
    public void While_nobody_takes_updates_they_do_not_pile_up_without_end_and_it_is_killed_all_the_same()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(CheckSteps.Task(CheckSteps.Health(interval: 1, failures: 1000)));
        agent.Disconnect();
        for (int i = 0; i < 1000; i++)
        {
            agent.Advance(TimeSpan.FromSeconds(1));
            agent.Step(new CheckAnswered(container, CheckKind.HealthCheck, new CheckAnswer.Http(500)));
        }

        agent.Effects.OfType<SignalContainer>().ShouldHaveSingleItem();
        agent.Log.Count(record => record.StatusMade is not null).ShouldBeLessThan(70);
    }

    [Fact]
    public void A_reason_tells_operators_why_it_failed()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunChecked(CheckSteps.Task(CheckSteps.Health()));

        agent.Http(503);

        agent.Effects.OfType<Tell>().Select(tell => tell.Notice).OfType<AgentNotice.CheckFailed>().Single().Reason
            .ShouldBe("Unexpected HTTP response code: 503");
        agent.LastStatus.Reason.ShouldBe(Reason.TaskHealthCheckStatusUpdated);
    }
}
