using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;

namespace Tepui.Kernel.Tests.Agent.Recovery;

public sealed class AgentRecoveryTests
{
    [Fact]
    public void A_running_task_keeps_running_and_its_later_exit_is_reported()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t", pid: 77);
        agent.AcknowledgeAll();

        agent.Crash(new FoundContainer(container, 77));
        agent.Register();
        agent.Step(new ContainerExited(container, 0x0300));

        ReregisterAgent reregister = agent.Sent.Single(frame => frame.ReregisterAgent is not null).ReregisterAgent;
        reregister.Agent.Id.Value.ShouldBe("S0");
        reregister.Frameworks.Single().Id.Value.ShouldBe("F");
        Task.Parser.ParseFrom(reregister.TasksBytes.Single()).State.ShouldBe(TaskState.TaskRunning);
        agent.Launches.Count().ShouldBe(1);
        agent.LastStatus.Message.ShouldBe("Command exited with status 3");
        agent.LastStatus.ContainerStatus.ExecutorPid.ShouldBe(77u);
    }

    [Fact]
    public void A_task_that_ended_meanwhile_is_reported_with_its_exit_status()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.AcknowledgeAll();

        agent.Crash(new FoundContainer(container, 100, new ContainerExited(container, 0)));
        agent.Register();
        agent.Step(new ContainerExited(container, 0));
        agent.AcknowledgeAll();

        agent.States.ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFinished]);
    }

    [Fact]
    public void A_task_whose_start_was_not_seen_is_told_of_from_its_beginning()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.Task("t"));

        agent.Crash(new FoundContainer(agent.Launches.Single().Container, 9));
        agent.Register();
        agent.AcknowledgeAll();

        agent.Launches.Count().ShouldBe(1);
        agent.States.ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning]);
        agent.LastStatus.ContainerStatus.ExecutorPid.ShouldBe(9u);
    }

    [Fact]
    public void A_task_that_was_never_launched_is_not_launched_now()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.Task("t"));

        agent.Crash();
        agent.Register();

        agent.Launches.Count().ShouldBe(1);
        agent.LastStatus.State.ShouldBe(TaskState.TaskLost);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.AgentRestarted);
        agent.Effects.OfType<DestroyContainer>().Count().ShouldBe(1);
    }

    [Fact]
    public void A_task_whose_container_vanished_failed_with_an_unknown_status()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunAndStart("t");
        agent.AcknowledgeAll();

        agent.Crash();
        agent.Register();

        agent.LastStatus.State.ShouldBe(TaskState.TaskFailed);
        agent.LastStatus.Message.ShouldContain("exit status unknown");
    }

    [Theory]
    [InlineData(false, TaskState.TaskLost)]
    [InlineData(true, TaskState.TaskGone)]
    public void After_a_reboot_tasks_are_gone_and_the_agent_keeps_its_id(bool partitionAware, TaskState state)
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunAndStart("t", framework: partitionAware
            ? AgentScenario.FrameworkInfo(FrameworkInfo.Types.Capability.Types.Type.PartitionAware)
            : null);
        agent.AcknowledgeAll();

        agent.BootId = "boot-2";
        agent.Crash();
        agent.Register();

        agent.Sent.Count(frame => frame.ReregisterAgent is not null).ShouldBe(1);
        agent.LastStatus.State.ShouldBe(state);
    }

    [Fact]
    public void Containers_that_nobody_owns_are_destroyed()
    {
        AgentScenario agent = AgentScenario.Registered();

        var ended = new ContainerId("ended");
        agent.Crash(new FoundContainer(new ContainerId("orphan"), 3), new FoundContainer(ended, 4, new ContainerExited(ended, null)));

        agent.Effects.OfType<DestroyContainer>().Select(effect => effect.Container.Value).ShouldBe(["orphan"]);
        agent.Effects.OfType<ForgetContainer>().Select(effect => effect.Container.Value).ShouldBe(["ended"]);
        agent.Step(new ContainerExited(new ContainerId("orphan"), 9));
        agent.Effects.OfType<ForgetContainer>().Select(effect => effect.Container.Value).ShouldBe(["ended", "orphan"]);
    }

    [Fact]
    public void Tasks_that_only_the_master_knows_are_reported_as_lost()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Disconnect();

        agent.Register(new AgentReregistered.Types.ReconcileTask
        {
            FrameworkId = new FrameworkID { Value = "F" },
            TaskId = new TaskID { Value = "ghost" },
        });

        agent.LastStatus.State.ShouldBe(TaskState.TaskLost);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.Reconciliation);
        agent.Crash();
        agent.Register();
        agent.LastStatus.TaskId.Value.ShouldBe("ghost");
        agent.AcknowledgeAll();
        agent.Machine.View().Frameworks.ShouldBeEmpty();
    }

    [Fact]
    public void Cleanup_kills_what_is_there_and_stops()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");

        agent.Settings = agent.Settings with { CleanUpOnly = true };
        agent.Crash(new FoundContainer(container, 1));
        agent.Step(new ContainerExited(container, 15));

        agent.Effects.OfType<Stop>().Single().Failed.ShouldBeFalse();
    }

    [Fact]
    public void A_compacted_log_leads_to_the_same_state_as_the_whole_one()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunAndStart("done");
        agent.Step(new ContainerExited(agent.Launches.Last().Container, 0));
        agent.AcknowledgeAll();
        ContainerId container = agent.RunAndStart("t");
        agent.Acknowledge(agent.LastStatus);

        agent.Crash(new FoundContainer(container, 100));
        AgentCheckpoint[] compacted = [.. agent.Log];
        agent.Crash(new FoundContainer(container, 100));

        agent.Log.ShouldBe(compacted);
        agent.Log.ShouldNotContain(record => record.TaskAccepted != null && record.TaskAccepted.Task.Name == "done");
    }
}
