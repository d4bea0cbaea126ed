using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Allocation;

/// <content>Frameworks, their terms, and what they give back; roles' weights and quotas.</content>
internal sealed partial class AllocatorStory
{
    private FrameworkTerms AnyTerms()
    {
        var roles = Roles.Where(_ => Chance(3)).DefaultIfEmpty("*").ToArray();
        return new FrameworkTerms
        {
            Roles = roles,
            SuppressedRoles = roles.Where(_ => Chance(6)).ToArray(),
            Abilities = (FrameworkAbilities)_random.Next(32),
            Constraints = Chance(4) ? new NotOn($"h{_random.Next(3)}") : null,
            MinAllocatable = roles.Where(_ => seed % 2 == 0 && Chance(5)).ToDictionary(static role => role, _ => AnyMinimum()),
        };
    }

    private IReadOnlyList<ResourceQuantities> AnyMinimum() => Any<IReadOnlyList<ResourceQuantities>>(
    [
        [],
        [new(new KeyValuePair<string, long>("cpus", 1500))],
        [new(new("cpus", 1000), new("mem", 200_000)), new(new KeyValuePair<string, long>("mem", 1_000_000))],
    ]);

    private void AddFramework()
    {
        var id = new FrameworkId($"f{_nextId++}");
        _twin.Terms[id] = AnyTerms();
        foreach (var role in _twin.Terms[id].Roles)
            _twin.Clients.Add((id, role), new() { IsSuppressed = _twin.Terms[id].SuppressedRoles.Contains(role) });
        _allocator.AddFramework(id, _twin.Terms[id]);
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
        foreach (var agent in _twin.Agents.Keys)
            NoteOvercommitment(agent);
        _allocator.RemoveFramework(id);
    }

    private void ChangeFramework(int choice)
    {
        if (Pick() is not { } id)
            return;
        var role = Any(Roles);
        var own = _twin.Clients.Where(pair => pair.Key.Framework == id).ToList();
        switch (choice % 6)
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
            case 4:
                _twin.Weights[role] = _random.Next(1, 5);
                _allocator.SetWeight(role, _twin.Weights[role]);
                break;
            default:
                ChangeTerms(id, own.Exists(pair => pair.Value.IsActive));
                break;
        }
    }

    private void ChangeTerms(FrameworkId id, bool active)
    {
        var terms = _twin.Terms[id] = AnyTerms();
        foreach (var role in terms.Roles)
            _twin.Clients.TryAdd((id, role), new() { IsSubscribed = false, IsActive = active });
        foreach (var ((_, role), client) in _twin.Clients.Where(pair => pair.Key.Framework == id))
        {
            client.IsSubscribed = terms.Roles.Contains(role);
            if (!client.IsSubscribed || (client.IsSuppressed && !terms.SuppressedRoles.Contains(role)))
                _twin.Filters.RemoveAll(filter => filter.Framework == id && filter.Role == role);
            client.IsSuppressed = terms.SuppressedRoles.Contains(role);
        }

        _twin.DropDone();
        _allocator.UpdateFramework(id, terms);
    }

    private void Recover()
    {
        if (_twin.Held.Count == 0)
            return;
        var index = _random.Next(_twin.Held.Count);
        var grant = _twin.Held[index];
        var part = Chance(3) ? grant.Resources.Filter(_ => Chance(2)) : grant.Resources;
        if (part.Count == grant.Resources.Count)
            _twin.Held.RemoveAt(index);
        else
            _twin.Held[index] = grant with { Resources = grant.Resources - part };

        var refuse = TimeSpan.FromSeconds(_random.Next(4));
        var client = _twin.Clients[(grant.Framework, grant.Role)];
        if (refuse > TimeSpan.Zero && client.IsActive && client.IsSubscribed && !part.IsEmpty)
            _twin.Filters.Add((grant.Framework, grant.Role, grant.Agent, part.WithoutAllocation(), _now + refuse));
        _twin.DropDone();
        _allocator.Recover(grant.Framework, grant.Agent, part, refuse, _now);
        NoteOvercommitment(grant.Agent);
    }

    private void ChangeQuota()
    {
        var role = Any(Roles);
        var limits = new List<KeyValuePair<string, long>>();
        var guarantees = new List<KeyValuePair<string, long>>();
        foreach (var name in new[] { "cpus", "mem", "disk" })
        {
            if (Chance(2))
                limits.Add(new(name, _random.Next(0, 12) * (name == "cpus" ? 500 : 40_000)));
            if (Chance(3) && !role.Contains('/', StringComparison.Ordinal))
                guarantees.Add(new(name, _random.Next(1, 8) * (name == "cpus" ? 500 : 40_000)));
        }

        var quota = Chance(3) ? Quota.Default : new Quota(new([.. guarantees]), new([.. limits]));
        _twin.Quotas.Remove(role);
        if (!quota.IsDefault)
            _twin.Quotas.Add(role, quota);
        _allocator.SetQuota(role, quota);
    }

    private FrameworkId? Pick() =>
        _twin.Clients.Count == 0 ? null : Any(_twin.Clients.Keys.ToList()).Framework;

    private sealed class NotOn(string hostname) : IOfferConstraints
    {
        public bool Allows(string role, AgentTraits agent) => agent.Hostname != hostname;
    }
}
