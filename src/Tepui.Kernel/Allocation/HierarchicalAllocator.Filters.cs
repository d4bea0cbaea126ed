using System;
using System.Linq;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <content>Resources coming back, and filters against offering them again at once.</content>
public sealed partial class HierarchicalAllocator
{
    private readonly ExpiryQueue _expiries = new();
    private int _filtered;

    /// <summary>When <see cref="Allocate"/> should be called although nothing happens: the next filter's end.</summary>
    public DateTimeOffset? NextWakeup => _expiries.Next;

    /// <summary>Ends of filters kept in mind, those of filters gone sooner among them.</summary>
    public int PendingExpiries => _expiries.Count;

    /// <summary>Frees what a framework held: an offer declined or rescinded, a task ended, or what a launch left over.</summary>
    /// <param name="resources">With the role each was allocated to. What the framework does not hold is passed over.</param>
    /// <param name="refuse">For how long not to offer the same or less of this agent to the same framework and role; see
    /// <see cref="RefuseDuration"/>. Zero: at once again.</param>
    public void Recover(FrameworkId framework, AgentId agent, ResourceSet resources, TimeSpan refuse, DateTimeOffset now)
    {
        if (resources.IsEmpty || !_agentsById.TryGetValue(agent, out var node) || !_frameworks.TryGetValue(framework, out var owner))
        {
            return;
        }

        foreach (var (role, part) in ByRole(resources))
        {
            if (!owner.Clients.TryGetValue(role, out var client))
            {
                continue;
            }

            LetGo(node, client, part);
            if (refuse > TimeSpan.Zero && client.IsSubscribed && owner.IsActive)
            {
                AddFilter(node, client, part, ExpiryQueue.TickAt(now + refuse));
            }

            DropIfDone(client);
        }
    }

    private void AddFilter(AgentNode agent, ClientNode client, ResourceSet resources, long tick)
    {
        var kept = Prune(
            agent.Filters.Of(client.Index),
            filter => filter.ExpiryTick > tick || !resources.Contains(filter.Resources));
        SetFilter(agent, client, new OfferFilter(resources, tick, kept));
        _expiries.Add(tick, agent.Index, client.Index);
        if (_expiries.Count > (2 * _filtered) + 1024)
        {
            RebuildExpiries();
        }
    }

    /// <summary>Puts a client's filters on an agent, or takes them off, and sees whether they apply to what is free there.</summary>
    private void SetFilter(AgentNode agent, ClientNode client, OfferFilter? filter)
    {
        var change = (filter is null ? 0 : 1) - (agent.Filters.Of(client.Index) is null ? 0 : 1);
        client.AgentsFiltered += change;
        _filtered += change;
        agent.Filters.Set(client.Index, filter);
        if (filter is not null && agent.Filters.Basis is { } basis)
        {
            agent.Filters.Applying[client.Index] = agent.Filters.Applies(client.Index, OfferableTo(client, basis));
        }
    }

    private bool ClearFilters(ClientNode client)
    {
        if (client.AgentsFiltered == 0)
        {
            return false;
        }

        foreach (var agent in _agents)
        {
            if (agent.Filters.Of(client.Index) is not null)
            {
                SetFilter(agent, client, null);
            }
        }

        return true;
    }

    private void ClearFilters(AgentNode agent)
    {
        foreach (var index in agent.Filters.ByClient.Keys.ToList())
        {
            SetFilter(agent, _clients[index]!, null);
        }
    }

    private void Expire(DateTimeOffset now)
    {
        var tick = ExpiryQueue.TickBefore(now);
        while (_expiries.TakeDue(tick) is { } due)
        {
            foreach (var (agentIndex, clientIndex) in due)
            {
                if (_agents[agentIndex] is not { } agent || _clients[clientIndex] is not { } client ||
                    agent.Filters.Of(clientIndex) is not { } filter)
                {
                    continue;
                }

                SetFilter(agent, client, Prune(filter, left => left.ExpiryTick > tick));
                _dirtyAgents[agentIndex] = true;
            }
        }
    }

    private static OfferFilter? Prune(OfferFilter? filter, Func<OfferFilter, bool> keep)
    {
        if (filter is null)
        {
            return null;
        }

        var rest = Prune(filter.Next, keep);
        return !keep(filter) ? rest : ReferenceEquals(rest, filter.Next) ? filter : filter with { Next = rest };
    }

    private void RebuildExpiries()
    {
        _expiries.Clear();
        foreach (var agent in _agents)
        {
            foreach (var (client, first) in agent.Filters.ByClient.OrderBy(static pair => pair.Key))
            {
                for (var filter = first; filter is not null; filter = filter.Next)
                {
                    _expiries.Add(filter.ExpiryTick, agent.Index, client);
                }
            }
        }
    }
}
