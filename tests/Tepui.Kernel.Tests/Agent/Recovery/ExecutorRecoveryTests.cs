using System;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Tests.Agent.Recovery;

public sealed class ExecutorRecoveryTests
{
    [Fact]
    public void An_executor_that_subscribes_again_goes_on_with_its_tasks()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");
        TaskStatus running = agent.ExecutorStatus("t", TaskState.TaskRunning);
        agent.Update(running);
        agent.AcknowledgeAll();

        agent.Crash(new FoundContainer(container, 50));
        agent.Register();
        TaskStatus more = agent.ExecutorStatus("t", TaskState.TaskRunning);
        agent.Subscribe(tasks: ["t"], updates: [running, more]);
        agent.AcknowledgeAll();
        agent.Advance(TimeSpan.FromSeconds(3));
        agent.Update("t", TaskState.TaskFinished);

        ReregisterAgent reregister = agent.Sent.Single(frame => frame.ReregisterAgent is not null).ReregisterAgent;
        reregister.Executors.Single().ExecutorId.Value.ShouldBe("e");
        reregister.Executors.Single().FrameworkId.Value.ShouldBe("F");
        Task.Parser.ParseFrom(reregister.TasksBytes.Single()).ExecutorId.Value.ShouldBe("e");
        agent.Launches.Count().ShouldBe(1);
        agent.States.ShouldBe([TaskState.TaskRunning, TaskState.TaskRunning, TaskState.TaskFinished]);
        agent.LastStatus.ContainerStatus.ExecutorPid.ShouldBe(50u);
        agent.Effects.OfType<DestroyContainer>().ShouldBeEmpty();
    }

    [Fact]
    public void An_executor_that_does_not_come_back_is_destroyed()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");
        agent.Update("t", TaskState.TaskRunning);
        agent.AcknowledgeAll();

        agent.Crash(new FoundContainer(container, 50));
        DateTimeOffset crashed = agent.Now;
        agent.Register();
        agent.Advance(crashed + TimeSpan.FromSeconds(1.9) - agent.Now);
        agent.Effects.OfType<DestroyContainer>().ShouldBeEmpty();
        agent.Advance(TimeSpan.FromSeconds(0.1));
        agent.Step(new ContainerExited(container, 9));

        agent.Effects.OfType<DestroyContainer>().ShouldBe([new DestroyContainer(container)]);
        agent.LastStatus.State.ShouldBe(TaskState.TaskLost);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.ExecutorReregistrationTimeout);
        agent.LastStatus.Message.ShouldBe("Executor did not reregister within 2secs");
        agent.Sent.Count(frame => frame.ExecutorExited is not null).ShouldBe(1);
    }

    [Fact]
    public void A_task_never_sent_is_sent_after_the_restart()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.ExecutorTask("t"));
        ContainerId container = agent.Launches.Single().Container;

        agent.Crash(new FoundContainer(container, 50));
        agent.Register();
        agent.Subscribe();

        agent.Events.Last().Launch.Task.TaskId.Value.ShouldBe("t");
    }

    [Fact]
    public void A_task_sent_that_the_executor_knows_goes_on_and_one_it_does_not_know_is_dropped()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("known");
        agent.Run(AgentScenario.ExecutorTask("unknown"));

        agent.Crash(new FoundContainer(container, 50));
        agent.Register();
        agent.Subscribe(tasks: ["known"]);

        agent.Statuses.Single().TaskId.Value.ShouldBe("unknown");
        agent.LastStatus.State.ShouldBe(TaskState.TaskLost);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.AgentRestarted);
        agent.Events.Last().Type.ShouldBe(Event.Types.Type.Subscribed);
    }

    [Fact]
    public void What_comes_for_an_executor_before_it_is_back_waits_for_it()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");
        agent.Update("t", TaskState.TaskRunning);
        agent.AcknowledgeAll();

        agent.Crash(new FoundContainer(container, 50));
        agent.Register();
        agent.Run(AgentScenario.ExecutorTask("u"));
        agent.Kill("t");
        agent.Subscribe();

        agent.Launches.Count().ShouldBe(1);
        agent.EventTypes.TakeLast(3).ShouldBe([Event.Types.Type.Subscribed, Event.Types.Type.Kill, Event.Types.Type.Launch]);
    }

    [Fact]
    public void An_executor_that_ended_meanwhile_fails_its_tasks_with_its_status()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");

        agent.Crash(new FoundContainer(container, 50, new ContainerExited(container, 0x0300)));
        agent.Register();

        agent.LastStatus.State.ShouldBe(TaskState.TaskFailed);
        agent.LastStatus.Message.ShouldBe("Executor terminated: it exited with status 3");
        agent.Sent.Single(frame => frame.ReregisterAgent is not null).ReregisterAgent.Executors.ShouldBeEmpty();
        agent.AcknowledgeAll();
        agent.Machine.View().Frameworks.ShouldBeEmpty();
    }

    [Fact]
    public void An_executor_whose_launch_was_lost_drops_its_tasks_and_must_not_start_any_more()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.ExecutorTask("t"));
        ContainerId container = agent.Launches.Single().Container;

        agent.Crash();
        agent.Register();

        agent.Effects.OfType<DestroyContainer>().ShouldContain(new DestroyContainer(container));
        agent.LastStatus.State.ShouldBe(TaskState.TaskLost);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.AgentRestarted);
    }

    [Fact]
    public void After_a_reboot_all_is_gone()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor(
            "t", framework: AgentScenario.FrameworkInfo(FrameworkInfo.Types.Capability.Types.Type.PartitionAware));

        agent.BootId = "boot-2";
        agent.Crash(new FoundContainer(container, 50));
        agent.Register();

        agent.LastStatus.State.ShouldBe(TaskState.TaskGone);
        agent.LastStatus.Message.ShouldContain("rebooted");
    }

    [Fact]
    public void An_executor_that_was_being_shut_down_has_what_is_left_of_its_time()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");
        agent.FromMaster(new AgentLinkFrame
        {
            ShutdownExecutor = new ShutdownExecutor
            {
                FrameworkId = new FrameworkID { Value = AgentScenario.Framework },
                ExecutorId = new ExecutorID { Value = "e" },
            },
        });
        agent.Advance(TimeSpan.FromSeconds(3));

        agent.Crash(new FoundContainer(container, 50));
        agent.Subscribe();
        agent.Events.Last().Type.ShouldBe(Event.Types.Type.Shutdown);
        agent.Advance(TimeSpan.FromSeconds(2));

        agent.Effects.OfType<DestroyContainer>().ShouldBe([new DestroyContainer(container)]);
    }

    [Fact]
    public void Updates_that_wait_are_all_there_after_two_restarts_also_of_one_state()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");
        TaskStatus[] sent = [.. Enumerable.Range(0, 4).Select(_ => agent.ExecutorStatus("t", TaskState.TaskRunning))];
        foreach (TaskStatus status in sent)
        {
            agent.Update(status);
        }

        agent.Crash(new FoundContainer(container, 50));
        agent.Crash(new FoundContainer(container, 50));
        agent.Register();
        agent.Subscribe(updates: sent);
        agent.AcknowledgeAll();

        agent.Statuses.Select(status => status.Uuid).Distinct().ShouldBe(sent.Select(status => status.Uuid));
    }

    [Fact]
    public void A_terminated_executors_unacknowledged_tasks_are_found_again_beside_a_new_one_of_its_id()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId first = agent.RunUnderExecutor("t");
        agent.Step(new ContainerExited(first, 9));
        ContainerId second = agent.RunUnderExecutor("u");

        agent.Crash(new FoundContainer(second, 50));
        agent.Register();
        agent.Subscribe(tasks: ["u"]);

        agent.Machine.View().Executors.Select(executor => executor.Sandbox.Container).ShouldBe([first, second]);
        agent.LastStatus.TaskId.Value.ShouldBe("t");
        agent.AcknowledgeAll();
        agent.Machine.View().Executors.Single().Sandbox.Container.ShouldBe(second);
    }

    [Fact]
    public void Updates_known_before_two_restarts_are_known_after_them_though_later_ones_took_their_place()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");
        TaskStatus[] sent = [agent.ExecutorStatus("t", TaskState.TaskRunning), agent.ExecutorStatus("t", TaskState.TaskRunning)];
        agent.Update(sent[0]);
        agent.Update(sent[1]);
        agent.AcknowledgeAll();

        agent.Crash(new FoundContainer(container, 50));
        agent.Crash(new FoundContainer(container, 50));
        agent.Register();
        agent.Subscribe(updates: sent);

        agent.Statuses.Count().ShouldBe(2);
        agent.Events.Count(told => told.Type == Event.Types.Type.Acknowledged).ShouldBe(4);
    }
}
