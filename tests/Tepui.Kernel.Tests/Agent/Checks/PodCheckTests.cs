using System;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Checks;

namespace Tepui.Kernel.Tests.Agent.Checks;

/// <summary>Checks of the tasks of a group: each its own, and who is killed for its health takes the others along.</summary>
public class PodCheckTests
{
    [Fact]
    public void Each_task_of_a_group_is_checked_in_its_own_container()
    {
        AgentScenario agent = AgentScenario.Registered();
        (ContainerId web, ContainerId side) = Start(agent, CheckSteps.Health(delay: 5, failures: 2));

        agent.Advance(TimeSpan.FromSeconds(5));
        agent.Asked().Select(asked => (asked.Container, asked.Kind)).ShouldBe([(web, CheckKind.HealthCheck)]);
        agent.AcknowledgeAll();
        agent.Step(new CheckAnswered(web, CheckKind.HealthCheck, new CheckAnswer.Http(200)));
        agent.AcknowledgeAll();

        agent.LastStatus.TaskId.Value.ShouldBe("web");
        agent.LastStatus.Healthy.ShouldBeTrue();
        agent.Statuses.Where(status => status.TaskId.Value == "side").ShouldAllBe(status => !status.HasHealthy);
        side.ShouldNotBe(web);
    }

    [Fact]
    public void One_that_stays_unhealthy_is_killed_and_the_others_follow()
    {
        AgentScenario agent = AgentScenario.Registered();
        (ContainerId web, ContainerId side) = Start(agent, CheckSteps.Health(failures: 1));

        agent.Advance(TimeSpan.Zero);
        agent.Step(new CheckAnswered(web, CheckKind.HealthCheck, new CheckAnswer.Http(500)));
        agent.Effects.OfType<SignalContainer>().Select(signal => signal.Container).ShouldBe([web]);
        agent.Step(new ContainerExited(web, 15));
        agent.AcknowledgeAll();
        agent.Effects.OfType<SignalContainer>().Select(signal => signal.Container).ShouldBe([web, side]);
        agent.Step(new ContainerExited(side, 15));
        agent.AcknowledgeAll();

        (agent.Final("web").State, agent.Final("web").Healthy).ShouldBe((TaskState.TaskKilled, false));
        agent.Final("side").State.ShouldBe(TaskState.TaskKilled);
        agent.Final("side").HasHealthy.ShouldBeFalse();
    }

    [Fact]
    public void The_grace_period_begins_with_the_command_and_not_with_its_image()
    {
        AgentScenario agent = AgentScenario.Registered();
        TaskInfo task = AgentScenario.Task("web");
        task.HealthCheck = CheckSteps.Health(delay: 1, grace: 30, failures: 1);
        agent.RunGroup([task]);
        ContainerId holder = agent.Launches.Last().Container;
        agent.Step(new ContainerStarted(holder, 10));
        agent.Advance(TimeSpan.FromSeconds(60));
        ContainerId web = agent.Launches.Last().Container;
        agent.Step(new ContainerStarted(web, 11));
        agent.AcknowledgeAll();
        agent.Advance(TimeSpan.FromSeconds(10));

        agent.Crash(new FoundContainer(holder, 10), new FoundContainer(web, 11));
        agent.Register();
        agent.Advance(TimeSpan.FromSeconds(10));
        agent.Step(new CheckAnswered(web, CheckKind.HealthCheck, new CheckAnswer.Http(500)));

        agent.Asked().Length.ShouldBe(2);
        agent.Health().ShouldBeEmpty();
    }

    private static (ContainerId Web, ContainerId Side) Start(AgentScenario agent, HealthCheck check)
    {
        TaskInfo web = AgentScenario.Task("web");
        web.HealthCheck = check;
        agent.RunGroup([web, AgentScenario.Task("side")]);
        agent.Step(new ContainerStarted(agent.Launches.Last().Container, 10));
        ContainerId[] tasks = [.. agent.Launches.TakeLast(2).Select(launch => launch.Container)];
        agent.Step(new ContainerStarted(tasks[0], 11));
        agent.Step(new ContainerStarted(tasks[1], 12));
        agent.AcknowledgeAll();
        return (tasks[0], tasks[1]);
    }
}
