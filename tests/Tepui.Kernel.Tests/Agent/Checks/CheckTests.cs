using System;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Checks;
using Tepui.Kernel.Agent.Executors;
using Reason = Mesos.V1.TaskStatus.Types.Reason;
using Type = Mesos.V1.CheckInfo.Types.Type;

namespace Tepui.Kernel.Tests.Agent.Checks;

/// <summary>Checks of command tasks: results are told when they change, and nothing follows from them (src/checks/checker.cpp).</summary>
public class CheckTests
{
    public static TheoryData<Type, string> EmptyResults { get; } = new()
    {
        { Type.Http, """{ "type": "HTTP", "http": { } }""" },
        { Type.Tcp, """{ "type": "TCP", "tcp": { } }""" },
        { Type.Command, """{ "type": "COMMAND", "command": { } }""" },
    };

    [Theory]
    [MemberData(nameof(EmptyResults))]
    public void Every_status_of_a_checked_task_says_of_what_type_its_check_is(Type type, string empty)
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(CheckSteps.Task(check: CheckSteps.Check(type)));
        agent.AcknowledgeAll();
        agent.Step(new ContainerExited(container, 0));

        agent.States.ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFinished]);
        agent.Statuses.ShouldAllBe(status => status.CheckStatus.ToString() == empty);
    }

    [Fact]
    public void A_result_is_told_when_it_changes_and_a_missing_one_is_empty()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunChecked(CheckSteps.Task(check: CheckSteps.Check(Type.Http)));

        Answer(agent, new CheckAnswer.Http(200), new CheckAnswer.Http(200), new CheckAnswer.Http(503), new CheckAnswer.Http(503));
        Answer(agent, new CheckAnswer.Failed("HTTP request timed out after 20secs"), new CheckAnswer.Failed("again"));
        Answer(agent, new CheckAnswer.Unavailable("later"), new CheckAnswer.Http(200));

        TaskStatus[] told = [.. agent.Statuses.Where(status => status.HasReason)];
        told.Select(status => status.CheckStatus.Http).Select(http => http.HasStatusCode ? http.StatusCode : 0u)
            .ShouldBe([200u, 503u, 0u, 200u]);
        told.ShouldAllBe(status => status.Reason == Reason.TaskCheckStatusUpdated && status.State == TaskState.TaskRunning);
        agent.Effects.OfType<SignalContainer>().ShouldBeEmpty();
    }

    [Fact]
    public void A_command_is_run_with_its_environment_and_its_exit_code_is_told()
    {
        AgentScenario agent = AgentScenario.Registered();
        CheckInfo check = CheckSteps.Check(Type.Command, interval: 1);
        check.Command.Command_.User = "nobody";
        check.Command.Command_.Environment = new Mesos.V1.Environment
        {
            Variables = { new Mesos.V1.Environment.Types.Variable { Name = "A", Value = "b" } },
        };
        agent.RunChecked(CheckSteps.Task(check: check));

        Answer(agent, Exit(0), Exit(3), new CheckAnswer.Command(new WaitStatus(9)));

        var probe = (CheckProbe.Command)agent.Asked()[0].Probe;
        (probe.Executable, string.Join('|', probe.Argv)).ShouldBe(("/bin/sh", "sh|-c|test -f ok"));
        probe.Environment.ShouldBe([new("A", "b")]);
        agent.Statuses.Where(status => status.HasReason).Select(status => status.CheckStatus.Command)
            .Select(command => command.HasExitCode ? command.ExitCode : -1).ShouldBe([0, 3, -1]);
    }

    [Fact]
    public void A_check_and_a_health_check_do_not_hide_each_other()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunChecked(CheckSteps.Task(CheckSteps.Health(delay: 1), CheckSteps.Check(Type.Tcp, delay: 2)));

        agent.Http(200);
        agent.Answer(CheckKind.Check, new CheckAnswer.Tcp(true));
        agent.LastStatus.Healthy.ShouldBeTrue();
        agent.LastStatus.CheckStatus.Tcp.Succeeded.ShouldBeTrue();

        agent.Http(500);
        agent.LastStatus.Healthy.ShouldBeFalse();
        agent.LastStatus.CheckStatus.Tcp.Succeeded.ShouldBeTrue();
        agent.LastStatus.Reason.ShouldBe(Reason.TaskHealthCheckStatusUpdated);
    }

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(0, 0)]
    [InlineData(1e300, -1)]
    [InlineData(double.PositiveInfinity, -1)]
    [InlineData(2.5, 2.5)]
    public void Times_that_no_clock_has_are_none_or_for_ever(double timeout, double seconds)
    {
        AgentScenario agent = AgentScenario.Registered();
        CheckInfo check = CheckSteps.Check(Type.Tcp);
        check.TimeoutSeconds = timeout;
        agent.RunChecked(CheckSteps.Task(check: check));
        agent.Advance(TimeSpan.Zero);

        agent.Asked().Single().Timeout.ShouldBe(seconds > 0 ? TimeSpan.FromSeconds(seconds) : null);
    }

    [Fact]
    public void Without_an_interval_there_is_a_pause_all_the_same()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(CheckSteps.Task(check: CheckSteps.Check(Type.Tcp, interval: 0)));
        agent.Advance(TimeSpan.Zero);
        agent.Step(new CheckAnswered(container, CheckKind.Check, new CheckAnswer.Tcp(true)));

        agent.Advance(TimeSpan.FromMilliseconds(99));
        agent.Asked().Length.ShouldBe(1);
        agent.Advance(TimeSpan.FromMilliseconds(1));
        agent.Asked().Length.ShouldBe(2);
    }

    [Fact]
    public void A_custom_executors_checks_are_its_own()
    {
        AgentScenario agent = AgentScenario.Registered();
        TaskInfo task = AgentScenario.ExecutorTask("t");
        task.HealthCheck = CheckSteps.Health();
        task.Check = CheckSteps.Check(Type.Tcp);
        task.MaxCompletionTime = new DurationInfo { Nanoseconds = 1 };
        agent.Run(task);
        agent.Step(new ContainerStarted(agent.Launches.Last().Container, 50));
        agent.Subscribe();
        agent.Update("t", TaskState.TaskRunning);
        agent.Advance(TimeSpan.FromSeconds(30));

        agent.Asked().ShouldBeEmpty();
        agent.Statuses.ShouldAllBe(status => status.State == TaskState.TaskRunning && status.CheckStatus == null);
    }

    private static CheckAnswer Exit(int status) => new CheckAnswer.Command(new WaitStatus(status << 8));

    private static void Answer(AgentScenario agent, params CheckAnswer[] answers)
    {
        foreach (CheckAnswer answer in answers)
        {
            agent.Answer(CheckKind.Check, answer);
        }
    }
}
