using System;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Call = Mesos.V1.Executor.Call;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Tests.Agent.Calls;

public sealed class ExecutorSubscribeTests
{
    [Fact]
    public void An_executor_may_subscribe_before_its_start_is_told()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.ExecutorTask("t"));

        agent.Subscribe();
        agent.Step(new ContainerStarted(agent.Launches.Single().Container, 50));
        agent.Update("t", TaskState.TaskRunning);

        agent.EventTypes.ShouldBe([Event.Types.Type.Subscribed, Event.Types.Type.Launch, Event.Types.Type.Acknowledged]);
        agent.LastStatus.ContainerStatus.ExecutorPid.ShouldBe(50u);
        agent.Timers.Keys.OfType<AgentTimer.ExecutorRegistration>().ShouldBeEmpty();
    }

    [Fact]
    public void A_second_subscription_closes_the_first_stream()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");
        agent.Update("t", TaskState.TaskRunning);

        ConnectionId second = agent.Subscribe();

        agent.Effects.OfType<CloseExecutor>().ShouldBe([new CloseExecutor(new ConnectionId(1))]);
        agent.Effects.OfType<SendToExecutor>().Last().Connection.ShouldBe(second);
        agent.Events.Last().Type.ShouldBe(Event.Types.Type.Subscribed);
        agent.Statuses.Count().ShouldBe(1);
    }

    [Fact]
    public void A_task_sent_and_not_known_to_the_executor_that_comes_back_is_dropped()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("a");
        agent.Run(AgentScenario.ExecutorTask("b"));

        agent.Step(new ExecutorClosed(new ConnectionId(1)));
        agent.Run(AgentScenario.ExecutorTask("c"));
        agent.Subscribe(tasks: ["a"]);

        agent.LastStatus.TaskId.Value.ShouldBe("b");
        agent.LastStatus.State.ShouldBe(TaskState.TaskLost);
        agent.LastStatus.Reason.ShouldBe(TaskStatus.Types.Reason.AgentRestarted);
        agent.LastStatus.Message.ShouldBe("Task launched during agent restart");
        agent.Events.Last().Launch.Task.TaskId.Value.ShouldBe("c", "what was never sent is sent now");
    }

    [Fact]
    public void Updates_that_come_with_a_subscription_are_acknowledged_after_it_and_not_doubled()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");
        TaskStatus running = agent.ExecutorStatus("t", TaskState.TaskRunning);
        agent.Update(running);
        agent.AcknowledgeAll();
        TaskStatus finished = agent.ExecutorStatus("t", TaskState.TaskFinished);

        agent.Subscribe(updates: [running, finished]);

        agent.EventTypes.TakeLast(3).ShouldBe(
            [Event.Types.Type.Subscribed, Event.Types.Type.Acknowledged, Event.Types.Type.Acknowledged]);
        agent.States.ShouldBe([TaskState.TaskRunning, TaskState.TaskFinished]);
    }

    [Fact]
    public void An_executor_whose_tasks_were_all_killed_before_they_were_sent_is_shut_down()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(AgentScenario.ExecutorTask("t"));
        agent.Step(new ContainerStarted(agent.Launches.Single().Container, 50));
        agent.Kill("t");

        agent.Subscribe();

        agent.EventTypes.ShouldBe([Event.Types.Type.Shutdown]);
    }

    [Fact]
    public void Heartbeats_go_out_every_half_hour_while_the_stream_is_there()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");
        ContainerId container = agent.Launches.Single().Container;

        agent.Step(new TimerFired(new AgentTimer.ExecutorHeartbeat(container)));
        agent.Events.Last().Type.ShouldBe(Event.Types.Type.Heartbeat);
        agent.Timers[new AgentTimer.ExecutorHeartbeat(container)].ShouldBe(agent.Now + TimeSpan.FromMinutes(30));
        agent.Step(new ExecutorClosed(new ConnectionId(1)));

        agent.Timers.Keys.OfType<AgentTimer.ExecutorHeartbeat>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("other", "e", "Framework cannot be found")]
    [InlineData(AgentScenario.Framework, "other", "Executor cannot be found")]
    public void Who_is_not_known_here_is_refused(string framework, string executor, string message)
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");

        agent.Step(new ExecutorSubscribes(new RequestId(99), new ConnectionId(99), new Call
        {
            Type = Call.Types.Type.Subscribe,
            FrameworkId = new FrameworkID { Value = framework },
            ExecutorId = new ExecutorID { Value = executor },
            Subscribe = new Call.Types.Subscribe(),
        }));

        agent.LastReply!.Kind.ShouldBe(RejectionKind.BadRequest);
        agent.LastReply.Message.ShouldBe(message);
    }

    [Fact]
    public void A_call_without_its_part_is_refused()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");

        agent.Step(new ExecutorSubscribes(new RequestId(99), new ConnectionId(99), new Call
        {
            Type = Call.Types.Type.Subscribe,
            FrameworkId = new FrameworkID { Value = AgentScenario.Framework },
            ExecutorId = new ExecutorID { Value = "e" },
        }));

        agent.LastReply!.Message.ShouldBe("Failed to validate Executor::Call: Expecting 'subscribe' to be present");
    }

    [Fact]
    public void An_executor_that_is_gone_or_ending_is_told_to_shut_down()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunUnderExecutor("t");
        agent.Step(new ContainerExited(container, 9));

        ConnectionId child = agent.Subscribe();

        agent.Effects.OfType<SendToExecutor>().Last().ShouldBe(
            new SendToExecutor(child, new Event { Type = Event.Types.Type.Shutdown }));
        agent.Effects.OfType<CloseExecutor>().Last().ShouldBe(new CloseExecutor(child));
    }

    [Fact]
    public void An_executor_of_a_framework_that_is_being_shut_down_is_told_so()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");
        agent.FromMaster(new AgentLinkFrame
        {
            ShutdownFramework = new ShutdownFramework { FrameworkId = new FrameworkID { Value = AgentScenario.Framework } },
        });
        agent.Step(new ExecutorClosed(new ConnectionId(1)));

        agent.Subscribe();

        agent.Events.Last().Type.ShouldBe(Event.Types.Type.Shutdown);
    }
}
