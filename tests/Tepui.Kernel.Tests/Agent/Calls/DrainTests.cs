using System;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using static Tepui.Kernel.Tests.Agent.AgentResources;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability.Types.Type;
using Event = Mesos.V1.Executor.Event;
using Reason = Mesos.V1.TaskStatus.Types.Reason;

namespace Tepui.Kernel.Tests.Agent.Calls;

public sealed class DrainTests
{
    [Fact]
    public void Tasks_are_killed_and_say_why()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t", framework: AgentScenario.FrameworkInfo(Capability.TaskKillingState));

        Drain(agent);
        agent.Step(new ContainerExited(container, 15));
        agent.AcknowledgeAll();

        agent.Effects.OfType<SignalContainer>().Single().ShouldBe(new SignalContainer(container, 15));
        agent.Statuses.Where(status => status.HasReason).Select(status => (status.State, status.Reason)).ShouldBe(
            [(TaskState.TaskKilling, Reason.AgentDraining), (TaskState.TaskKilled, Reason.AgentDraining)]);
        agent.Told<AgentNotice.DrainEnded>().ShouldBeTrue();
    }

    [Theory]
    [InlineData(null, null, 3)]
    [InlineData(null, 60, 60)]
    [InlineData(100, 60, 60)]
    [InlineData(30, 60, 30)]
    public void A_task_has_its_own_grace_period_or_the_drains_when_that_is_shorter(int? own, int? longest, int seconds)
    {
        AgentScenario agent = AgentScenario.Registered();
        TaskInfo task = AgentScenario.Task("t");
        task.KillPolicy = own is { } period ? new KillPolicy { GracePeriod = Seconds(period) } : null;
        agent.Run(task);
        ContainerId container = agent.Launches.Single().Container;
        agent.Step(new ContainerStarted(container, 1));

        Drain(agent, longest is { } most ? new DrainConfig { MaxGracePeriod = Seconds(most) } : new DrainConfig());

        agent.Timers[new AgentTimer.KillEscalation(container)].ShouldBe(agent.Now.AddSeconds(seconds));
    }

    [Fact]
    public void Executors_are_told_to_kill_their_tasks()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.RunUnderExecutor("t");

        Drain(agent, new DrainConfig { MaxGracePeriod = Seconds(7) });

        Event.Types.Kill kill = agent.Events.Last().Kill;
        kill.TaskId.Value.ShouldBe("t");
        kill.KillPolicy.GracePeriod.ShouldBe(Seconds(7));
    }

    [Fact]
    public void Nothing_is_launched_until_all_is_told()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        Drain(agent);

        agent.Run(AgentScenario.Task("late"));

        agent.LastStatus.State.ShouldBe(TaskState.TaskLost);
        agent.LastStatus.Reason.ShouldBe(Reason.AgentDraining);
        agent.LastStatus.Message.ShouldBe("Task was received while agent was already draining");
        agent.Step(new ContainerExited(container, 15));
        agent.Machine.View().Drain.ShouldNotBeNull();
        agent.AcknowledgeAll();
        agent.Machine.View().Drain.ShouldBeNull();
        agent.Run(AgentScenario.Task("after"));
        agent.Launches.Count().ShouldBe(2);
    }

    [Fact]
    public void A_drain_for_good_reports_tasks_as_gone()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t", framework: AgentScenario.FrameworkInfo(Capability.PartitionAware));

        Drain(agent, new DrainConfig { MarkGone = true });
        agent.Step(new ContainerExited(container, 15));
        agent.AcknowledgeAll();

        agent.LastStatus.State.ShouldBe(TaskState.TaskGoneByOperator);
        agent.LastStatus.Reason.ShouldBe(Reason.AgentDraining);
    }

    [Fact]
    public void An_agent_with_nothing_is_drained_already()
    {
        AgentScenario agent = AgentScenario.Registered();

        Drain(agent);

        agent.Machine.View().Drain.ShouldBeNull();
        agent.Told<AgentNotice.DrainBegun>().ShouldBeFalse();
    }

    [Fact]
    public void An_operation_that_is_not_acknowledged_is_something()
    {
        AgentScenario agent = AgentScenario.Registered(Config());
        agent.Apply(Reserve(Reserved("cpus", 1)));

        Drain(agent);
        agent.Machine.View().Drain.ShouldNotBeNull();
        agent.AcknowledgeOperation(agent.LastOperationUpdate());

        agent.Machine.View().Drain.ShouldBeNull();
    }

    [Fact]
    public void A_restarted_agent_goes_on_draining_and_says_so()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.AcknowledgeAll();
        Drain(agent, new DrainConfig { MaxGracePeriod = Seconds(9) });
        DateTimeOffset begun = agent.Now;

        agent.Advance(TimeSpan.FromSeconds(2));
        agent.Crash(new FoundContainer(container, 100));
        agent.Register();

        ReregisterAgent again = agent.Sent.Last(frame => frame.ReregisterAgent is not null).ReregisterAgent;
        again.DrainConfig.MaxGracePeriod.ShouldBe(Seconds(9));
        agent.Machine.View().Drain!.Started.ShouldBe(begun);
        agent.Run(AgentScenario.Task("late"));
        agent.LastStatus.Reason.ShouldBe(Reason.AgentDraining);
        agent.Step(new ContainerExited(container, 15));
        agent.AcknowledgeAll();
        agent.Machine.Checkpoint().ShouldNotContain(record => record.Drain != null);
    }

    private static void Drain(AgentScenario agent, DrainConfig? config = null) =>
        agent.FromMaster(new AgentLinkFrame { DrainAgent = new DrainAgent { Config = config ?? new DrainConfig() } });

    private static DurationInfo Seconds(int seconds) => new() { Nanoseconds = seconds * 1_000_000_000L };
}
