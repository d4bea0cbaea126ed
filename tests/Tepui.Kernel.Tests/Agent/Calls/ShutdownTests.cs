using System;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;

namespace Tepui.Kernel.Tests.Agent.Calls;

public sealed class ShutdownTests
{
    [Fact]
    public void A_framework_that_is_shut_down_loses_its_tasks_without_a_word()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId running = agent.RunAndStart("running");
        agent.AcknowledgeAll();
        agent.RunAndStart("ended");
        agent.Step(new ContainerExited(agent.Launches.Last().Container, 0));
        int sent = agent.Sent.Count;

        agent.FromMaster(new AgentLinkFrame { ShutdownFramework = new ShutdownFramework { FrameworkId = new FrameworkID { Value = "F" } } });
        agent.Effects.OfType<SignalContainer>().ShouldBe([new SignalContainer(running, 15)]);
        agent.Advance(TimeSpan.FromSeconds(5));
        agent.Effects.OfType<DestroyContainer>().ShouldBe([new DestroyContainer(running)]);
        agent.Step(new ContainerExited(running, 9));

        agent.Sent.Count.ShouldBe(sent);
        agent.Machine.View().Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void After_a_restart_the_tasks_of_a_framework_that_was_shut_down_are_destroyed()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.FromMaster(new AgentLinkFrame { ShutdownFramework = new ShutdownFramework { FrameworkId = new FrameworkID { Value = "F" } } });

        agent.Crash(new FoundContainer(container, 100));

        agent.Effects.OfType<DestroyContainer>().ShouldBe([new DestroyContainer(container)]);
        agent.Machine.View().Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void An_agent_the_master_shuts_down_kills_everything_forgets_its_id_and_stops()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");

        agent.FromMaster(new AgentLinkFrame { ShutdownAgent = new ShutdownAgent { Message = "you are gone" } });
        agent.Effects.OfType<Stop>().ShouldBeEmpty();
        agent.Step(new ContainerExited(container, 15));

        agent.Effects.OfType<Stop>().ShouldBe([new Stop("you are gone", Failed: true)]);
        agent.Crash();
        agent.Connect();
        agent.Sent.Last().RegisterAgent.ShouldNotBeNull();
    }

    [Fact]
    public void An_agent_that_comes_back_as_another_one_shows_nothing_of_what_it_was_before()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.FromMaster(new AgentLinkFrame { ShutdownAgent = new ShutdownAgent { Message = "you are gone" } });
        agent.Step(new ContainerExited(container, 15));

        agent.Crash();

        agent.Machine.View().CompletedFrameworks.ShouldBeEmpty();
        agent.Machine.View().Frameworks.ShouldBeEmpty();
    }

    [Fact]
    public void An_operators_shutdown_takes_leave_of_the_master()
    {
        AgentScenario agent = AgentScenario.Registered();

        agent.Step(new OperatorShutsDown("signal"));

        agent.Sent.Last().UnregisterAgent.AgentId.Value.ShouldBe("S0");
        agent.Effects.OfType<Stop>().ShouldBe([new Stop("signal", Failed: false)]);
    }

    [Fact]
    public void Shutting_down_a_command_tasks_executor_kills_the_task()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.AcknowledgeAll();

        agent.FromMaster(new AgentLinkFrame
        {
            ShutdownExecutor = new ShutdownExecutor
            {
                FrameworkId = new FrameworkID { Value = "F" },
                ExecutorId = new ExecutorID { Value = "t" },
            },
        });
        agent.Step(new ContainerExited(container, 15));

        agent.LastStatus.State.ShouldBe(TaskState.TaskKilled);
    }
}
