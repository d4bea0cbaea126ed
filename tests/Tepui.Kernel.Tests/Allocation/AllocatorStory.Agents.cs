using System;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tests.Resources;
using DiskInfo = Mesos.V1.Resource.Types.DiskInfo;
using ReservationInfo = Mesos.V1.Resource.Types.ReservationInfo;

namespace Tepui.Kernel.Tests.Allocation;

/// <content>Agents and what happens to their resources.</content>
internal sealed partial class AllocatorStory
{
    private static readonly ResourceSet[] Totals =
    [
        Generators.Parse("cpus:4;mem:1024"),
        Generators.Parse("cpus:2;mem:4096;ports:[1-100]"),
        Generators.Parse("cpus:2;cpus(ads):1;cpus(web):3"),
        Generators.Parse("cpus:3;mem:512;cpus(eng):1;cpus(eng/a):2;mem(eng/b):64"),
        Generators.Parse("cpus:1;gpus:2;mem:512"),
        ResourceSet.From([.. Generators.Parse("cpus:2;mem:256;disk:50"), Mount(100), Mount(60)]),
        ResourceSet.From(
        [
            .. Generators.Parse("cpus:1.5;mem:100"),
            ResourceEntry.Scalar(new ResourceKey("cpus", Value.Types.Type.Scalar, isRevocable: true), 2000),
            ResourceEntry.Scalar(new ResourceKey("cpus", Value.Types.Type.Scalar, [Reserved("eng"), Reserved("eng/a")]), 1500),
        ]),
    ];

    private static ResourceEntry Mount(int disk) => ResourceEntry.Scalar(
        new ResourceKey("disk", Value.Types.Type.Scalar, disk: new DiskInfo
        {
            Source = new() { Type = DiskInfo.Types.Source.Types.Type.Mount, Mount = new() { Root = $"/mnt/{disk}" } },
        }),
        disk * FixedPoint.One);

    private static ReservationInfo Reserved(string role) => new() { Type = ReservationInfo.Types.Type.Dynamic, Role = role };

    private AgentTraits AnyTraits() => new($"h{_random.Next(3)}", Any<string?>([null, NaiveAllocator.Region, "there"]), "z", []);

    private AgentId AnyAgent() => Any(_twin.Agents.Keys.ToList());

    private void AddAgent()
    {
        var id = new AgentId($"a{_nextId++}");
        var agent = new NaiveAgent(Any(Totals), AnyTraits());
        _twin.Agents.Add(id, agent);
        _allocator.AddAgent(id, agent.Total, agent.Traits);
    }

    private void RemoveAgent()
    {
        if (_twin.Agents.Count == 0)
            return;
        var id = AnyAgent();
        _twin.Agents.Remove(id);
        _twin.Held.RemoveAll(grant => grant.Agent == id);
        _twin.Filters.RemoveAll(filter => filter.Agent == id);
        _twin.DropDone();
        _overcommitted.Remove(id);
        _allocator.RemoveAgent(id);
    }

    private void ChangeAgent()
    {
        if (_twin.Agents.Count == 0)
            return;
        var id = AnyAgent();
        var agent = _twin.Agents[id];
        switch (_random.Next(4))
        {
            case 0:
                _twin.Agents[id] = agent with { IsActive = !agent.IsActive };
                (agent.IsActive ? (Action<AgentId>)_allocator.DeactivateAgent : _allocator.ActivateAgent)(id);
                return;
            case 1:
                _twin.Agents[id] = agent with { Traits = AnyTraits() };
                if (!agent.Traits.Equals(_twin.Agents[id].Traits))
                    _twin.Filters.RemoveAll(filter => filter.Agent == id);
                break;
            case 2:
                _twin.Agents[id] = agent with { Total = agent.Total + Generators.Parse("cpus:0.5") };
                break;
            default:
                _twin.Agents[id] = agent with { Total = agent.Total - Generators.Parse("cpus:1") };
                break;
        }

        _allocator.UpdateAgent(id, _twin.Agents[id].Total, _twin.Agents[id].Traits);
        NoteOvercommitment(id);
    }

    /// <summary>A framework or an operator reserves or gives a reservation up.</summary>
    private void Convert()
    {
        if (_twin.Agents.Count == 0)
            return;
        var grant = _twin.Held.Count > 0 && !Chance(3) ? Any(_twin.Held) : null;
        var agent = grant?.Agent ?? AnyAgent();
        var role = grant?.Role ?? Any(Roles);
        var own = (grant?.Resources ?? _twin.Free(agent)).WithoutAllocation();
        var dynamic = new ResourceKey("cpus", Value.Types.Type.Scalar, [Reserved(role)]);
        var from = own.FirstOrDefault(entry => entry.Key.Equals(dynamic));
        var into = new ResourceKey("cpus", Value.Types.Type.Scalar);
        if (from.Key is null)
            (from, into) = (own.FirstOrDefault(entry => entry.Key.Equals(into)), dynamic);
        if (from.Key is null || role == "*")
            return;

        var part = Math.Max(1, from.Thousandths / _random.Next(1, 3));
        var consumed = ResourceSet.From([ResourceEntry.Scalar(from.Key, part)]);
        var converted = ResourceSet.From([ResourceEntry.Scalar(into, part)]);
        var isThere = grant is not null || _twin.Free(agent).Contains(consumed);
        var isKnown = _twin.Agents[agent].Total.Contains(consumed);
        if (!isKnown)
            return;
        _allocator.ApplyOperation(
            grant?.Framework,
            agent,
            grant is null ? consumed : consumed.WithAllocation(role),
            grant is null ? converted : converted.WithAllocation(role)).ShouldBe(isThere);
        _twin.Agents[agent] = _twin.Agents[agent] with { Total = _twin.Agents[agent].Total - consumed + converted };
        if (grant is not null)
            _twin.Held[_twin.Held.IndexOf(grant)] = grant with
            {
                Resources = grant.Resources - consumed.WithAllocation(role) + converted.WithAllocation(role),
            };
        NoteOvercommitment(agent);
    }
}
