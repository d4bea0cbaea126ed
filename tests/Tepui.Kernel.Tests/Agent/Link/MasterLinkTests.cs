using System;
using System.Linq;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;

namespace Tepui.Kernel.Tests.Agent.Link;

public sealed class MasterLinkTests
{
    [Fact]
    public void A_fresh_agent_registers_and_writes_its_id_down()
    {
        AgentScenario agent = AgentScenario.Registered();

        agent.Sent[0].RegisterAgent.Agent.Hostname.ShouldBe("host");
        agent.Log.Single(record => record.Identity is not null).Identity.AgentId.Value.ShouldBe("S0");
        agent.Machine.View().Registered.ShouldBeTrue();
    }

    [Fact]
    public void Pings_are_answered_and_their_absence_ends_the_link()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Advance(TimeSpan.FromSeconds(74));
        agent.FromMaster(new AgentLinkFrame { Ping = new Ping { Nonce = 5 } });
        agent.Sent.Last().Pong.Nonce.ShouldBe(5u);

        agent.Advance(TimeSpan.FromSeconds(74));
        agent.Machine.View().Registered.ShouldBeTrue();
        agent.Advance(TimeSpan.FromSeconds(1));

        agent.Machine.View().Registered.ShouldBeFalse();
        agent.Register();
        agent.Machine.View().Registered.ShouldBeTrue();
    }

    [Fact]
    public void Attempts_to_connect_come_quickly_at_first_and_never_further_apart_than_a_minute()
    {
        var agent = new AgentScenario();
        agent.Crash();
        TimeSpan longest = TimeSpan.Zero;
        for (int attempt = 1; attempt <= 20; attempt++)
        {
            agent.Step(new LinkClosed(new ConnectionId(attempt), "refused"));
            TimeSpan wait = agent.Timers[new AgentTimer.Reconnect()] - agent.Now;
            wait.ShouldBeLessThanOrEqualTo(attempt == 1 ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromMinutes(1));
            longest = wait > longest ? wait : longest;
            agent.Advance(wait);
        }

        longest.ShouldBeGreaterThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void What_comes_from_an_old_link_is_ignored()
    {
        AgentScenario agent = AgentScenario.Registered();
        ConnectionId old = agent.Link!.Value;
        agent.Disconnect();
        agent.Register();

        agent.Step(new MasterSends(old, new AgentLinkFrame { RunTask = new RunTask { Framework = AgentScenario.FrameworkInfo(), Task = AgentScenario.Task("t") } }));
        agent.Step(new LinkClosed(old, "late"));

        agent.Launches.ShouldBeEmpty();
        agent.Machine.View().Registered.ShouldBeTrue();
    }

    [Fact]
    public void A_master_that_does_not_answer_is_given_up()
    {
        var agent = new AgentScenario();
        agent.Crash();
        agent.Connect();

        agent.Advance(TimeSpan.FromSeconds(15));

        agent.Effects.OfType<CloseLink>().Count().ShouldBe(1);
        agent.Effects.OfType<Connect>().Count().ShouldBe(1);
        agent.Timers.Keys.ShouldContain(new AgentTimer.Reconnect());
    }
}
