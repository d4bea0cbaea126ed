using System;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Link;

namespace Tepui.Kernel.Tests.Agent.Link;

/// <summary>An agent follows whoever leads, from every state that its link can be in.</summary>
public sealed class LeaderChangeTests
{
    private static readonly TimeSpan Factor = TimeSpan.FromSeconds(1);
    private static readonly LeadingMaster First = new("10.0.0.1", 5050, 7);
    private static readonly LeadingMaster Second = new("10.0.0.2", 5050, 9);

    [Fact]
    public void A_registered_agent_leaves_its_master_and_goes_to_the_next_within_the_factor()
    {
        AgentScenario agent = Follower();
        ConnectionId old = agent.Link!.Value;

        agent.Detect(Second);

        agent.Effects.OfType<CloseLink>().Single().Link.ShouldBe(old);
        agent.Machine.View().Registered.ShouldBeFalse();
        agent.Timers.Keys.ShouldNotContain(new AgentTimer.MasterSilence());
        (agent.Timers[new AgentTimer.Reconnect()] - agent.Now).ShouldBeInRange(TimeSpan.Zero, Factor);
        agent.Register();
        LastConnect(agent).Master.ShouldBe(Second);
        agent.Sent.Last(frame => frame.ReregisterAgent is not null).ReregisterAgent.Term.ShouldBe(9);
        agent.Machine.View().Registered.ShouldBeTrue();
        agent.Machine.View().Leader.ShouldBe(Second);
    }

    [Fact]
    public void A_change_while_it_connects_gives_the_attempt_up()
    {
        var agent = new AgentScenario { Master = First };
        agent.Crash();
        ConnectionId asked = LastConnect(agent).Link;

        agent.Detect(Second);
        agent.Effects.OfType<CloseLink>().Single().Link.ShouldBe(asked);

        // The attempt ends one way or the other, and neither matters any more.
        agent.Step(new LinkConnected(asked));
        agent.Step(new LinkClosed(asked, "refused"));
        agent.Sent.ShouldBeEmpty();
        agent.Connect();
        LastConnect(agent).Master.ShouldBe(Second);
        agent.Sent.Single().RegisterAgent.Term.ShouldBe(9);
    }

    [Fact]
    public void A_change_while_it_registers_makes_the_answer_of_the_old_master_void()
    {
        var agent = new AgentScenario { Master = First };
        agent.Crash();
        agent.Connect();
        ConnectionId old = agent.Link!.Value;

        agent.Detect(Second);
        agent.Timers.Keys.ShouldNotContain(new AgentTimer.Registration());
        agent.Step(new MasterSends(old, Registered("of the old one")));
        agent.Machine.View().Id.ShouldBeNull();
        agent.Machine.View().Registered.ShouldBeFalse();

        agent.Register();
        agent.Machine.View().Id!.Value.Value.ShouldBe("S0");
    }

    [Fact]
    public void A_change_while_it_waits_to_try_again_ends_the_wait()
    {
        var agent = new AgentScenario { Master = First };
        agent.Crash();
        for (int attempt = 1; attempt <= 15; attempt++)
        {
            agent.Step(new LinkClosed(new ConnectionId(attempt), "refused"));
            agent.Advance(agent.Timers[new AgentTimer.Reconnect()] - agent.Now);
        }

        agent.Step(new LinkClosed(LastConnect(agent).Link, "refused"));
        (agent.Timers[new AgentTimer.Reconnect()] - agent.Now).ShouldBeGreaterThan(TimeSpan.FromSeconds(20));

        agent.Detect(Second);

        LastConnect(agent).Master.ShouldBe(Second);
        agent.Timers.Keys.ShouldNotContain(new AgentTimer.Reconnect());
        agent.Effects.OfType<CloseLink>().ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_leader_nobody_is_tried_and_the_next_one_is_gone_to()
    {
        AgentScenario agent = Follower();

        agent.Detect(null);
        agent.Timers.Keys.ShouldNotContain(new AgentTimer.Reconnect());
        agent.Machine.View().Leader.ShouldBeNull();
        agent.Advance(TimeSpan.FromHours(1));
        agent.Effects.OfType<Connect>().Count().ShouldBe(1);

        agent.Detect(Second);
        agent.Register();
        agent.Machine.View().Registered.ShouldBeTrue();
        agent.Effects.OfType<Tell>().Select(tell => tell.Notice).OfType<AgentNotice.LeaderChanged>().Select(told => told.Master)
            .ShouldBe([null, Second]);
    }

    [Fact]
    public void No_leader_while_it_waits_to_try_again_ends_the_attempts()
    {
        AgentScenario agent = Follower();
        agent.Disconnect();
        agent.Timers.Keys.ShouldContain(new AgentTimer.Reconnect());

        agent.Detect(null);

        agent.Timers.Keys.ShouldNotContain(new AgentTimer.Reconnect());
    }

    [Fact]
    public void The_same_leader_again_changes_nothing()
    {
        AgentScenario agent = Follower();
        int before = agent.Effects.Count;

        agent.Detect(First with { });

        agent.Effects.Count.ShouldBe(before);
        agent.Machine.View().Registered.ShouldBeTrue();
    }

    [Fact]
    public void A_master_that_was_elected_anew_is_another_leader_though_its_address_is_the_same()
    {
        AgentScenario agent = Follower();

        agent.Detect(First with { Term = 8 });

        agent.Machine.View().Registered.ShouldBeFalse();
        agent.Register();
        agent.Sent.Last(frame => frame.ReregisterAgent is not null).ReregisterAgent.Term.ShouldBe(8);
    }

    [Fact]
    public void What_comes_of_the_old_link_is_dropped()
    {
        AgentScenario agent = Follower();
        ConnectionId old = agent.Link!.Value;
        agent.Detect(Second);
        agent.Step(new MasterSends(old, Run("between")));
        agent.Register();

        agent.Step(new MasterSends(old, Run("after")));
        agent.Step(new MasterSends(old, new AgentLinkFrame { ShutdownAgent = new ShutdownAgent { Message = "old" } }));
        agent.Step(new LinkClosed(old, "the old master ended"));

        agent.Launches.ShouldBeEmpty();
        agent.Machine.View().Registered.ShouldBeTrue();
    }

    [Fact]
    public void Tasks_run_on_and_updates_that_nobody_acknowledged_are_sent_to_the_new_master()
    {
        AgentScenario agent = Follower();
        ContainerId container = agent.RunAndStart("t");
        TaskStatus starting = agent.LastStatus;
        starting.State.ShouldBe(TaskState.TaskStarting);

        agent.Detect(null);
        agent.Step(new ContainerExited(container, 0));
        agent.Detect(Second);
        agent.Sent.Clear();
        agent.Register();

        agent.Sent[0].ReregisterAgent.Frameworks.Single().Id.Value.ShouldBe(AgentScenario.Framework);
        agent.LastStatus.Uuid.ShouldBe(starting.Uuid);
        agent.AcknowledgeAll();
        agent.States.ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFinished]);
    }

    [Fact]
    public void The_leader_known_when_recovery_is_done_is_the_one_gone_to()
    {
        var agent = new AgentScenario();
        agent.Step(new MasterDetected(First));
        agent.Step(new MasterDetected(null));
        agent.Step(new MasterDetected(Second));
        agent.Effects.ShouldBeEmpty();

        agent.Step(new Recovered([], [], "boot-1"));

        agent.Effects.OfType<Connect>().Single().Master.ShouldBe(Second);
    }

    [Fact]
    public void An_agent_that_comes_back_waits_within_the_factor_and_a_new_one_does_not()
    {
        AgentScenario agent = Follower();
        agent.Effects.OfType<Connect>().Count().ShouldBe(1);
        agent.Timers.Keys.ShouldNotContain(new AgentTimer.Reconnect());

        agent.Crash();

        agent.Effects.OfType<Connect>().Count().ShouldBe(1);
        (agent.Timers[new AgentTimer.Reconnect()] - agent.Now).ShouldBeLessThanOrEqualTo(Factor);
    }

    [Fact]
    public void A_new_agent_goes_at_once_to_a_master_that_it_hears_of_later()
    {
        var agent = new AgentScenario();
        agent.Step(new Recovered([], [], "boot-1"));
        agent.Effects.OfType<Connect>().ShouldBeEmpty();

        agent.Detect(Second);

        LastConnect(agent).Master.ShouldBe(Second);
        agent.Timers.Keys.ShouldNotContain(new AgentTimer.Reconnect());
    }

    [Fact]
    public void An_agent_that_stops_goes_to_nobody()
    {
        AgentScenario agent = Follower();
        agent.RunAndStart("t");
        agent.Step(new OperatorShutsDown("maintenance"));

        agent.Detect(Second);
        agent.Advance(TimeSpan.FromSeconds(2));

        agent.Effects.OfType<Connect>().Count().ShouldBe(1);
        agent.Timers.Keys.ShouldNotContain(new AgentTimer.Reconnect());
    }

    [Fact]
    public void A_master_that_turns_it_away_is_not_asked_quickly_again()
    {
        AgentScenario agent = Follower();
        agent.Detect(Second);
        agent.Connect();

        agent.Disconnect();

        (agent.Timers[new AgentTimer.Reconnect()] - agent.Now).ShouldBeInRange(Factor / 2, Factor);
    }

    private static AgentScenario Follower()
    {
        var agent = new AgentScenario { Master = First };
        agent.Crash();
        agent.Register();
        return agent;
    }

    private static Connect LastConnect(AgentScenario agent) => agent.Effects.OfType<Connect>().Last();

    private static AgentLinkFrame Run(string task) => new()
    {
        RunTask = new RunTask { Framework = AgentScenario.FrameworkInfo(), Task = AgentScenario.Task(task) },
    };

    private static AgentLinkFrame Registered(string id) => new()
    {
        AgentRegistered = new AgentRegistered { AgentId = new AgentID { Value = id }, PingTimeoutSeconds = 15, MaxPingTimeouts = 5 },
    };
}
