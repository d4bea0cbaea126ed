using System.Collections.Generic;

namespace Tepui.Kernel.Agent.Containers;

/// <param name="Nested">It asked with WAIT_NESTED_CONTAINER, and is answered so.</param>
internal readonly record struct Waiter(RequestId Request, bool Nested);

/// <summary>All containers of the agent's API, live ones and ended ones that nobody removed, and who waits for an end.</summary>
internal sealed class ContainerTable
{
    private readonly OrderedDictionary<ContainerId, AgentContainer> _all = [];
    private readonly Dictionary<ContainerId, List<ContainerId>> _children = [];
    private readonly Dictionary<ContainerId, List<Waiter>> _waiters = [];

    /// <summary>In the order they came.</summary>
    public IEnumerable<AgentContainer> All => _all.Values;

    public bool AnyLive
    {
        get
        {
            foreach (AgentContainer container in _all.Values)
            {
                if (container.IsLive)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public AgentContainer? Find(ContainerId id) => _all.GetValueOrDefault(id);

    /// <summary>Adds a container; an ended one of its id is replaced.</summary>
    public void Add(AgentContainer container)
    {
        Remove(container.Id);
        _all.Add(container.Id, container);
        if (container.Parent is { } parent)
        {
            if (!_children.TryGetValue(parent, out List<ContainerId>? children))
            {
                _children.Add(parent, children = []);
            }

            children.Add(container.Id);
        }
    }

    public void Remove(ContainerId id)
    {
        if (_all.Remove(id, out AgentContainer? container)
            && container.Parent is { } parent
            && _children.TryGetValue(parent, out List<ContainerId>? children)
            && children.Remove(id)
            && children.Count == 0)
        {
            _children.Remove(parent);
        }
    }

    /// <summary>Those nested in a container, whoever's that is, in the order they came.</summary>
    public IReadOnlyList<AgentContainer> ChildrenOf(ContainerId parent) =>
        _children.TryGetValue(parent, out List<ContainerId>? children) ? [.. children.ConvertAll(child => _all[child])] : [];

    public void Wait(ContainerId container, Waiter waiter)
    {
        if (!_waiters.TryGetValue(container, out List<Waiter>? waiters))
        {
            _waiters.Add(container, waiters = []);
        }

        waiters.Add(waiter);
    }

    /// <summary>Takes out all who wait for a container.</summary>
    public IReadOnlyList<Waiter> TakeWaiters(ContainerId container) =>
        _waiters.Remove(container, out List<Waiter>? waiters) ? waiters : [];

    /// <summary>A request is gone: it waits no more.</summary>
    public void Forget(RequestId request)
    {
        foreach ((ContainerId container, List<Waiter> waiters) in _waiters)
        {
            if (waiters.RemoveAll(waiter => waiter.Request == request) > 0)
            {
                if (waiters.Count == 0)
                {
                    _waiters.Remove(container);
                }

                return;
            }
        }
    }
}
