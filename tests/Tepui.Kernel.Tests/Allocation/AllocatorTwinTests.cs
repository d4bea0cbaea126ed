using System;
using System.Linq;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tests.Resources;

namespace Tepui.Kernel.Tests.Allocation;

/// <summary>The allocator beside its naive twin through random events.</summary>
public class AllocatorTwinTests
{
    private static readonly string[] Roles = ["*", "ads", "web", "db"];
    private static readonly string[] Totals = ["cpus:4;mem:1024", "cpus:2;mem:4096;ports:[1-100]", "cpus:2;cpus(ads):1;cpus(web):3"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Allocate_ThroughRandomEvents_GrantsWhatTheTwinGrants(int seed) => new Story(seed).Run(1500);

    private sealed class Story(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly HierarchicalAllocator _allocator = new(AllocatorOptions.Default, new Random(seed));
        private readonly NaiveAllocator _twin = new();
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private int _nextId;

        public void Run(int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                Step(_random.Next(100));
                if (_random.Next(3) != 0)
                    continue;

                _twin.Filters.RemoveAll(filter => filter.Until <= _now);
                _allocator.Allocate(_now, _twin);
                _twin.EndRound();
                foreach (var (agent, (total, _)) in _twin.Agents)
                {
                    _allocator.Free(agent).Equals(_twin.Free(agent)).ShouldBeTrue();
                    var held = _twin.Held.Where(grant => grant.Agent == agent)
                        .Aggregate(ResourceSet.Empty, (sum, grant) => sum + grant.Resources.WithoutAllocation());
                    total.Contains(held).ShouldBeTrue();
                }
            }
        }

        private void Step(int choice)
        {
            switch (choice)
            {
                case < 8 when _twin.Agents.Count < 12: AddAgent(); break;
                case < 10: RemoveAgent(); break;
                case < 14 when _twin.Clients.Count < 14: AddFramework(); break;
                case < 16: RemoveFramework(); break;
                case < 20: ChangeAgent(); break;
                case < 28: ChangeFramework(choice); break;
                case < 34: _now += TimeSpan.FromMilliseconds(10 * _random.Next(1, 300)); break;
                default: Recover(); break;
            }
        }

        private void AddAgent()
        {
            var id = new AgentId($"a{_nextId++}");
            var total = Generators.Parse(Totals[_random.Next(Totals.Length)]);
            _twin.Agents.Add(id, (total, true));
            _allocator.AddAgent(id, total, AgentTraits.None);
        }

        private void RemoveAgent()
        {
            if (_twin.Agents.Count == 0)
                return;
            var id = _twin.Agents.Keys.ElementAt(_random.Next(_twin.Agents.Count));
            _twin.Agents.Remove(id);
            _twin.Held.RemoveAll(grant => grant.Agent == id);
            _twin.Filters.RemoveAll(filter => filter.Agent == id);
            _twin.DropDone();
            _allocator.RemoveAgent(id);
        }

        private void ChangeAgent()
        {
            if (_twin.Agents.Count == 0)
                return;
            var id = _twin.Agents.Keys.ElementAt(_random.Next(_twin.Agents.Count));
            var (total, active) = _twin.Agents[id];
            if (_random.Next(2) == 0)
            {
                _twin.Agents[id] = (total, !active);
                (active ? (Action<AgentId>)_allocator.DeactivateAgent : _allocator.ActivateAgent)(id);
            }
            else
            {
                _twin.Agents[id] = (total + Generators.Parse("cpus:0.5"), active);
                _allocator.UpdateAgent(id, _twin.Agents[id].Total, AgentTraits.None);
            }
        }

        private void AddFramework()
        {
            var id = new FrameworkId($"f{_nextId++}");
            var roles = Roles.Where(_ => _random.Next(2) == 0).DefaultIfEmpty("*").ToArray();
            foreach (var role in roles)
                _twin.Clients.Add((id, role), new());
            _allocator.AddFramework(id, new FrameworkTerms { Roles = roles });
        }

        private void RemoveFramework()
        {
            if (Pick() is not { } id)
                return;
            _twin.Held.RemoveAll(grant => grant.Framework == id);
            _twin.Filters.RemoveAll(filter => filter.Framework == id);
            foreach (var key in _twin.Clients.Keys.Where(key => key.Framework == id).ToList())
                _twin.Clients[key].IsSubscribed = false;
            _twin.DropDone();
            _allocator.RemoveFramework(id);
        }

        private void ChangeFramework(int choice)
        {
            if (Pick() is not { } id)
                return;
            var role = Roles[_random.Next(Roles.Length)];
            var own = _twin.Clients.Where(pair => pair.Key.Framework == id).ToList();
            switch (choice % 5)
            {
                case 0:
                    own.Where(pair => pair.Key.Role == role).ToList().ForEach(pair => pair.Value.IsSuppressed = true);
                    _allocator.Suppress(id, [role]);
                    break;
                case 1:
                    own.ForEach(pair => pair.Value.IsSuppressed = false);
                    _twin.Filters.RemoveAll(filter => filter.Framework == id);
                    _allocator.Revive(id, []);
                    break;
                case 2:
                    own.ForEach(pair => pair.Value.IsActive = false);
                    _twin.Filters.RemoveAll(filter => filter.Framework == id);
                    _allocator.DeactivateFramework(id);
                    break;
                case 3:
                    own.ForEach(pair => pair.Value.IsActive = true);
                    _allocator.ActivateFramework(id);
                    break;
                default:
                    _twin.Weights[role] = _random.Next(1, 5);
                    _allocator.SetWeight(role, _twin.Weights[role]);
                    break;
            }
        }

        private void Recover()
        {
            if (_twin.Held.Count == 0)
                return;
            var index = _random.Next(_twin.Held.Count);
            var grant = _twin.Held[index];
            var part = _random.Next(3) == 0 ? grant.Resources.Filter(_ => _random.Next(2) == 0) : grant.Resources;
            if (part.Count == grant.Resources.Count)
                _twin.Held.RemoveAt(index);
            else
                _twin.Held[index] = grant with { Resources = grant.Resources - part };

            var refuse = TimeSpan.FromSeconds(_random.Next(4));
            var client = _twin.Clients[(grant.Framework, grant.Role)];
            if (refuse > TimeSpan.Zero && client.IsActive && !part.IsEmpty)
                _twin.Filters.Add((grant.Framework, grant.Role, grant.Agent, part.WithoutAllocation(), _now + refuse));
            _allocator.Recover(grant.Framework, grant.Agent, part, refuse, _now);
        }

        private FrameworkId? Pick() =>
            _twin.Clients.Count == 0 ? null : _twin.Clients.Keys.ElementAt(_random.Next(_twin.Clients.Count)).Framework;
    }
}
