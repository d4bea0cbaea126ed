using System;
using System.Linq;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Link;

namespace Tepui.Kernel.Tests.Agent.Link;

/// <summary>Thousands of agents that lose their master at the same moment: what of it a master has to bear at once.</summary>
public sealed class RegistrationStormTests
{
    private static readonly TimeSpan Factor = AgentScenario.Config().RegistrationBackoffFactor;

    [Fact]
    public void Five_thousand_agents_come_evenly_within_the_factor()
    {
        int[] tenths = new int[10];
        for (int seed = 0; seed < 5000; seed++)
        {
            AgentScenario agent = AgentScenario.Registered(seed: seed);
            agent.Detect(new LeadingMaster("10.0.0.2", 5050, 9));
            tenths[(int)(Wait(agent) / Factor * 10)]++;
        }

        tenths.ShouldAllBe(agents => agents > 400 && agents < 600, string.Join(' ', tenths));
    }

    [Fact]
    public void Agents_that_nobody_answers_ask_no_more_than_twice_a_minute_in_the_end()
    {
        const int Agents = 200;
        int[] attempts = new int[10];
        for (int seed = 0; seed < Agents; seed++)
        {
            var agent = new AgentScenario(seed: seed);
            agent.Crash();
            DateTimeOffset begun = agent.Now;
            while (agent.Now - begun < TimeSpan.FromMinutes(attempts.Length))
            {
                attempts[(int)(agent.Now - begun).TotalMinutes]++;
                agent.Step(new LinkClosed(agent.Effects.OfType<Connect>().Last().Link, "refused"));
                agent.Advance(Wait(agent));
            }
        }

        attempts.Skip(3).ShouldAllBe(inAMinute => inAMinute <= 2 * Agents, string.Join(' ', attempts));
    }

    private static TimeSpan Wait(AgentScenario agent) => agent.Timers[new AgentTimer.Reconnect()] - agent.Now;
}
