using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <content>The decision.</content>
public sealed partial class HierarchicalAllocator
{
    private const int BatchSize = 16;
    private const int PassesBeforeCheck = 32;

    private readonly List<AgentNode> _candidates = [];
    private readonly List<RoleNode> _order = [];
    private ClientNode[] _clientOrder = [];
    private bool _isOrderCopied;
    private IAllocationSink _sink = null!;
    private int _passed;
    private long _run;

    /// <summary>What has become of an agent when a role had its turn.</summary>
    private enum Turn
    {
        Passed,

        /// <summary>Something was granted and something is left, so the order of before the grant goes on to hold.</summary>
        LeftSome,

        /// <summary>Nothing is left, or nobody else can take it.</summary>
        TookAll,
    }

    /// <summary>Grants all that may be granted at this time.</summary>
    public void Allocate(DateTimeOffset now, IAllocationSink sink)
    {
        Expire(now);
        WakeIfSurplusGrew();
        CollectCandidates();
        if (_candidates.Count == 0)
        {
            return;
        }

        Runs++;
        _sink = sink;
        _run++;
        if (_lacking > 0 && _guaranteed.Exists(static role => role.IsLacking && role.Order.Count > 0))
        {
            AllocateInRandomOrder(forGuarantees: true);
        }

        AllocateInRandomOrder(forGuarantees: false);
        _candidates.Clear();
        RememberSurplus();
    }

    private void CollectCandidates()
    {
        if (_allDirty)
        {
            _allDirty = false;
            _isHeldBack = false;
            foreach (var agent in _agents)
            {
                AddCandidate(agent);
            }
        }
        else
        {
            var words = _dirtyAgents.Words;
            for (var word = 0; word < words.Length; word++)
            {
                for (var bits = words[word]; bits != 0; bits &= bits - 1)
                {
                    AddCandidate(_agents[(word << 6) + BitOperations.TrailingZeroCount(bits)]!);
                }
            }
        }

        _dirtyAgents.Clear();
    }

    private void AddCandidate(AgentNode agent)
    {
        if (agent.IsActive && !agent.Free.IsEmpty && (_ownMinimums > 0 || IsAllocatable(agent.Free, _options.MinAllocatableResources)))
        {
            _candidates.Add(agent);
        }
    }

    private void AllocateInRandomOrder(bool forGuarantees)
    {
        var agents = CollectionsMarshal.AsSpan(_candidates);
        _random.Shuffle(agents);
        for (var index = 0; index < agents.Length && !(forGuarantees && _lacking == 0); index++)
        {
            if (index % BatchSize == 0)
            {
                _ = Touch(agents[index..Math.Min(index + BatchSize, agents.Length)]);
            }

            if (!agents[index].Free.IsEmpty)
            {
                AllocateAgent(agents[index], forGuarantees);
            }
        }
    }

    /// <summary>
    /// Reads something of each place that agents are going to be looked at. In random order each look would wait for memory
    /// several times in a row; the waits of a batch's reads pass together (halves the time of a run over 10,000 agents).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Touch(ReadOnlySpan<AgentNode> agents)
    {
        long sum = 0;
        foreach (var agent in agents)
        {
            sum += agent.Touch();
        }

        foreach (var agent in agents)
        {
            sum += (long)agent.Free.Kinds + agent.Filters.Touch() + agent.Held.Touch();
        }

        foreach (var agent in agents)
        {
            sum += agent.Free.Touch() + agent.Held.TouchEntries() + agent.Filters.Applying.Touch();
        }

        return sum;
    }

    private void AllocateAgent(AgentNode agent, bool forGuarantees)
    {
        RefreshFilters(agent);
        _passed = 0;
        _isOrderCopied = _options.RoleSorter == SorterKind.Random;
        if (_isOrderCopied)
        {
            _tree.CopyOrderTo(_order);
            ServeInOrder(agent, null, forGuarantees);
        }
        else if (Descend(agent, _tree.Root, forGuarantees, out var last) == Turn.LeftSome)
        {
            ServeInOrder(agent, last, forGuarantees);
        }
    }

    /// <summary>Serves roles down the tree as long as a grant takes all; the usual case copies no order.</summary>
    private Turn Descend(AgentNode agent, RoleNode node, bool forGuarantees, out RoleNode? last)
    {
        var order = node.Order.Sorted();
        for (var index = 0; index < order.Length; index++)
        {
            var child = order[index];
            child.Hint = index;
            last = child as RoleNode ?? node;
            var turn = forGuarantees && !last.Top.IsLacking ? Turn.Passed
                : child is RoleNode { HasEligibleChildren: true } role ? Descend(agent, role, forGuarantees, out last)
                : Serve(agent, last, forGuarantees);

            if (turn != Turn.Passed)
            {
                return turn;
            }
        }

        last = null;
        return Turn.Passed;
    }

    private void ServeInOrder(AgentNode agent, RoleNode? after, bool forGuarantees)
    {
        for (var index = after is null ? 0 : _order.IndexOf(after) + 1; index < _order.Count; index++)
        {
            var role = _order[index];
            if (forGuarantees && !role.Top.IsLacking)
            {
                continue;
            }

            if (Serve(agent, role, forGuarantees) == Turn.TookAll)
            {
                return;
            }
        }
    }

    /// <summary>Gives a role's frameworks in turn what they may have of what is free.</summary>
    private Turn Serve(AgentNode agent, RoleNode role, bool forGuarantees)
    {
        var turn = Turn.Passed;
        if (role.SpentIn == _run && !agent.Free.Has(ResourceKinds.Reserved | ResourceKinds.Revocable))
        {
            return turn;
        }

        var clients = role.Clients.Sorted();

        // What a framework that knows all kinds and has no minimum of its own may get.
        ResourceSet? usual = null;
        var isUsualAllocatable = false;
        for (var index = 0; index < clients.Length; index++)
        {
            var client = clients[index];
            if (agent.Filters.Applying[client.Index] || !IsOpenTo(agent, client))
            {
                // Once a few could not take it, it is worth asking whether anybody can.
                if (++_passed == PassesBeforeCheck && !_eligible.HasAnyWithout(agent.Filters.Applying, agent.Barred))
                {
                    return Turn.TookAll;
                }

                continue;
            }

            ResourceSet offer;
            if (client.Minimum is null && !agent.Free.Has(Unknown(client.Framework.Abilities)))
            {
                if (usual is null)
                {
                    usual = Affordable(role, OfferableTo(client, agent.Free), forGuarantees);
                    isUsualAllocatable = IsAllocatable(usual, _options.MinAllocatableResources);
                }

                if (!isUsualAllocatable)
                {
                    if (IsSpent(role) && !agent.Free.Has(ResourceKinds.Reserved | ResourceKinds.Revocable))
                    {
                        return turn;
                    }

                    continue;
                }

                offer = usual;
            }
            else
            {
                offer = Affordable(role, OfferableTo(client, agent.Free), forGuarantees);
                if (!IsAllocatable(offer, client.Minimum ?? _options.MinAllocatableResources))
                {
                    continue;
                }
            }

            // The bits tell of all that was free at first; of less, filters may apply that did not of that.
            var isAll = ReferenceEquals(offer, agent.Free);
            if (!(isAll && ReferenceEquals(agent.Free, agent.Filters.Basis)) && agent.Filters.Applies(client.Index, offer))
            {
                continue;
            }

            if (!isAll && turn == Turn.Passed)
            {
                KeepOrder(ref clients);
            }

            client.Hint = index;
            Hold(agent, client, offer, granted: true);
            _sink.Grant(client.Framework.Id, role.Name, agent.Id, offer.WithAllocation(role.Name));
            usual = null;
            turn = agent.Free.IsEmpty ? Turn.TookAll : Turn.LeftSome;
            if (turn == Turn.TookAll || (forGuarantees && !role.Top.IsLacking))
            {
                break;
            }
        }

        // With less left, other parts of what cannot be split may go together: worth another look in the next run.
        _dirtyAgents[agent.Index] |= turn == Turn.LeftSome && agent.Free.Has(ResourceKinds.Exclusive);
        return turn;
    }

    /// <summary>A grant moves its nodes in the sorters: while something is left of the agent, the order of before it is kept.</summary>
    private void KeepOrder(ref ReadOnlySpan<ClientNode> clients)
    {
        if (!_isOrderCopied)
        {
            _tree.CopyOrderTo(_order);
            _isOrderCopied = true;
        }

        if (_clientOrder.Length < clients.Length)
        {
            _clientOrder = new ClientNode[clients.Length * 2];
        }

        clients.CopyTo(_clientOrder);
        clients = _clientOrder.AsSpan(0, clients.Length);
    }

    private void RefreshFilters(AgentNode agent)
    {
        var filters = agent.Filters;
        if (ReferenceEquals(filters.Basis, agent.Free))
        {
            return;
        }

        var isSame = filters.Basis is { } basis && basis.Equals(agent.Free);
        filters.Basis = agent.Free;
        if (isSame)
        {
            return;
        }

        foreach (var (index, _) in filters.ByClient)
        {
            filters.Applying[index] = filters.Applies(index, OfferableTo(_clients[index]!, agent.Free));
        }
    }
}
