using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Allocation;

/// <summary>Random events that an allocator and its naive twin go through together.</summary>
internal sealed partial class AllocatorStory(int seed, bool withQuotas)
{
    private static readonly string[] Roles = ["*", "ads", "eng", "eng/a", "eng/a/x", "eng/b", "web"];

    private readonly Random _random = new(seed);
    private readonly HierarchicalAllocator _allocator = new(AllocatorOptions.Default, new Random(seed));
    private readonly NaiveAllocator _twin = new();
    private readonly HashSet<AgentId> _overcommitted = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private int _nextId;

    public void Run(int steps)
    {
        _allocator.SetMasterDomain(NaiveAllocator.Region);
        for (var step = 0; step < steps; step++)
        {
            Step(_random.Next(100));
            if (_random.Next(3) != 0)
                continue;

            _twin.Filters.RemoveAll(filter => filter.Until <= _now);
            var before = Consumption();
            _allocator.Allocate(_now, _twin);
            _twin.EndRound();
            Check(before);
        }
    }

    private void Step(int choice)
    {
        switch (choice)
        {
            case < 8 when _twin.Agents.Count < 9: AddAgent(); break;
            case < 10: RemoveAgent(); break;
            case < 14 when _twin.Clients.Count < 12: AddFramework(); break;
            case < 16: RemoveFramework(); break;
            case < 20: ChangeAgent(); break;
            case < 30: ChangeFramework(choice); break;
            case < 36: _now += TimeSpan.FromMilliseconds(10 * _random.Next(1, 300)); break;
            case < 44 when withQuotas: ChangeQuota(); break;
            case < 56: Convert(); break;
            default: Recover(); break;
        }
    }

    /// <summary>What must hold whatever came before: nothing given out twice, no limit passed by a grant.</summary>
    private void Check(Dictionary<(string Role, string Name), long> before)
    {
        foreach (var (agent, naive) in _twin.Agents)
        {
            _allocator.Free(agent).Equals(_twin.Free(agent)).ShouldBeTrue();
            var held = HeldOf(agent);
            (naive.Total.Contains(held) || _overcommitted.Contains(agent)).ShouldBeTrue($"{agent} has {naive.Total}, held is {held}");
        }

        foreach (var ((role, name), consumed) in Consumption())
        {
            _allocator.RoleConsumption(role).Of(name).ShouldBe(consumed);
            var limit = _twin.Quotas.GetValueOrDefault(role)?.Limits.Of(name) ?? long.MaxValue;
            consumed.ShouldBeLessThanOrEqualTo(Math.Max(limit, before[(role, name)]));
        }
    }

    private Dictionary<(string Role, string Name), long> Consumption() => Roles
        .SelectMany(_ => new[] { "cpus", "mem", "disk" }, static (role, name) => (role, name))
        .ToDictionary(static key => key, key => _twin.Consumption(key.role, key.name));

    private ResourceSet HeldOf(AgentId agent) => _twin.Held.Where(grant => grant.Agent == agent)
        .Aggregate(ResourceSet.Empty, (sum, grant) => sum + grant.Resources.WithoutAllocation());

    private void NoteOvercommitment(AgentId agent)
    {
        if (_twin.Agents[agent].Total.Contains(HeldOf(agent)))
            _overcommitted.Remove(agent);
        else
            _overcommitted.Add(agent);
    }

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private T Any<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];
}
