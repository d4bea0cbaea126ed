using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Link;

namespace Tepui.Kernel.Tests.Agent.Link;

/// <summary>
/// 5,000 agents that all notice the same thing at the same moment: how many of them a master has before it at once. A tenth of a
/// second has no more than a sixth of them, where an even spread over the factor's second is a tenth.
/// </summary>
public sealed class RegistrationStormTests
{
    private const int Agents = 5_000;
    private const int MostInATenth = Agents / 6;

    [Fact]
    public void All_agents_started_again_at_once_register_once_each_spread_over_the_factor()
    {
        var herd = new Herd();

        herd.Run(TimeSpan.FromSeconds(2));

        herd.Registered.ShouldBe(Agents);
        herd.Attempts.ShouldBe(Agents);
        herd.MostInATenth.ShouldBeLessThan(MostInATenth);
    }

    [Fact]
    public void A_new_leader_has_all_agents_within_the_factor()
    {
        var herd = new Herd();
        herd.Run(TimeSpan.FromSeconds(2));
        herd.Forget();

        herd.Detect(new LeadingMaster("10.0.0.2", 5050, 2));
        herd.Run(TimeSpan.FromSeconds(1.1));

        herd.Registered.ShouldBe(Agents);
        herd.Attempts.ShouldBe(Agents);
        herd.MostInATenth.ShouldBeLessThan(MostInATenth);
    }

    [Fact]
    public void A_leader_that_is_not_ready_for_five_seconds_is_asked_a_few_times_by_each()
    {
        var herd = new Herd();
        herd.Run(TimeSpan.FromSeconds(2));
        herd.Forget();

        herd.IsReady = false;
        herd.Detect(new LeadingMaster("10.0.0.2", 5050, 2));
        herd.Run(TimeSpan.FromSeconds(5));
        herd.Registered.ShouldBe(0);
        herd.IsReady = true;
        herd.Run(TimeSpan.FromSeconds(10));

        herd.Registered.ShouldBe(Agents);
        herd.Attempts.ShouldBeLessThan(5 * Agents);

        // The first attempts of some and the second ones of others come together.
        herd.MostInATenth.ShouldBeLessThan(Agents / 4);
    }

    [Fact]
    public void A_master_that_was_away_for_ten_minutes_has_all_agents_within_a_minute()
    {
        var herd = new Herd();
        herd.Run(TimeSpan.FromSeconds(2));
        herd.Forget();

        herd.CutOff();
        herd.Run(TimeSpan.FromMinutes(10));
        herd.Registered.ShouldBe(0);
        herd.IsThere = true;
        herd.Run(TimeSpan.FromMinutes(1));

        herd.Registered.ShouldBe(Agents);
        herd.Attempts.ShouldBe(Agents);
        herd.MostInATenth.ShouldBeLessThan(Agents / 100);
    }

    /// <summary>Agents without tasks, and a master that answers each after a millisecond.</summary>
    private sealed class Herd
    {
        private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(1);

        private readonly AgentMachine[] _agents = new AgentMachine[Agents];
        private readonly ConnectionId[] _links = new ConnectionId[Agents];
        private readonly bool[] _registered = new bool[Agents];
        private readonly Dictionary<(int Agent, AgentTimer Timer), long> _armed = [];
        private readonly PriorityQueue<(int Agent, AgentInput Input, long Arming), (DateTimeOffset At, long Order)> _due = new();
        private readonly Dictionary<long, int> _tenths = [];
        private readonly Outbox<AgentEffect> _outbox = new();
        private DateTimeOffset _now = AgentScenario.Start;
        private long _order;

        public Herd()
        {
            for (int agent = 0; agent < Agents; agent++)
            {
                _agents[agent] = new AgentMachine(AgentScenario.Config(), new Random(agent));
                Step(agent, new MasterDetected(new LeadingMaster("10.0.0.1", 5050, 1)));
                Step(agent, new Recovered([Identity(agent)], [], "boot-1"));
            }
        }

        /// <summary>Whether the master takes registrations; otherwise it turns everybody away.</summary>
        public bool IsReady { get; set; } = true;

        /// <summary>Whether there is anybody to connect to.</summary>
        public bool IsThere { get; set; } = true;

        public int Registered => _registered.Count(registered => registered);

        public int Attempts => _tenths.Values.Sum();

        public int MostInATenth => _tenths.Values.Max();

        public void Forget()
        {
            _tenths.Clear();
            Array.Clear(_registered);
        }

        public void Detect(LeadingMaster master)
        {
            for (int agent = 0; agent < Agents; agent++)
            {
                Step(agent, new MasterDetected(master));
            }
        }

        public void CutOff()
        {
            IsThere = false;
            for (int agent = 0; agent < Agents; agent++)
            {
                Step(agent, new LinkClosed(_links[agent], "cut"));
            }
        }

        public void Run(TimeSpan duration)
        {
            DateTimeOffset end = _now + duration;
            while (_due.TryPeek(out (int Agent, AgentInput Input, long Arming) next, out (DateTimeOffset At, long Order) due) && due.At <= end)
            {
                _due.Dequeue();
                _now = due.At;
                if (next.Input is not TimerFired fired || (_armed.TryGetValue((next.Agent, fired.Timer), out long arming) && arming == next.Arming))
                {
                    Step(next.Agent, next.Input);
                }
            }

            _now = end;
        }

        private static AgentCheckpoint Identity(int agent) => new()
        {
            Identity = new AgentCheckpoint.Types.Identity { AgentId = new AgentID { Value = "S" + agent } },
        };

        private void Step(int agent, AgentInput input)
        {
            _agents[agent].Step(input, _now, _outbox);
            AgentEffect[] effects = [.. _outbox.Effects];
            _outbox.Clear();
            foreach (AgentEffect effect in effects)
            {
                switch (effect)
                {
                    case StartTimer start:
                        _armed[(agent, start.Timer)] = ++_order;
                        _due.Enqueue((agent, new TimerFired(start.Timer), _order), (_now + start.After, _order));
                        break;
                    case CancelTimer cancel:
                        _armed.Remove((agent, cancel.Timer));
                        break;
                    case Connect connect:
                        _links[agent] = connect.Link;
                        Answer(agent, IsThere ? new LinkConnected(connect.Link) : new LinkClosed(connect.Link, "refused"));
                        break;
                    case SendToMaster { Frame.ReregisterAgent: { } registration } send:
                        Take(agent, send.Link, registration);
                        break;
                }
            }
        }

        private void Take(int agent, ConnectionId link, ReregisterAgent registration)
        {
            long tenth = (_now - AgentScenario.Start).Ticks / (TimeSpan.TicksPerSecond / 10);
            _tenths[tenth] = _tenths.GetValueOrDefault(tenth) + 1;
            if (!IsReady)
            {
                Answer(agent, new LinkClosed(link, "not ready"));
                return;
            }

            _registered[agent] = true;

            // No ping is sent here: the master is not silent for as long as a test lasts.
            Answer(agent, new MasterSends(link, new AgentLinkFrame
            {
                AgentReregistered = new AgentReregistered
                {
                    AgentId = registration.Agent.Id,
                    PingTimeoutSeconds = 3_600,
                    MaxPingTimeouts = 5,
                },
            }));
        }

        private void Answer(int agent, AgentInput input) => _due.Enqueue((agent, input, 0), (_now + Latency, ++_order));
    }
}
