using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <content>Operations that turn an agent's resources into others: reservations made and given up, volumes made and destroyed.</content>
public sealed partial class HierarchicalAllocator
{
    /// <summary>
    /// Turns resources of an agent into others at once, in its total too. False, and nothing is changed, when they are not there.
    /// </summary>
    /// <param name="framework">Who holds what is consumed, and then what it is converted to; null: nobody, it is free.</param>
    /// <param name="consumed">For a framework allocated to one role. Empty where a framework gets one more hold on a shared thing.</param>
    /// <param name="converted">Allocated as <paramref name="consumed"/> is.</param>
    public bool ApplyOperation(FrameworkId? framework, AgentId agent, ResourceSet consumed, ResourceSet converted)
    {
        if (!_agentsById.TryGetValue(agent, out var node))
        {
            return false;
        }

        CountTotal(node, -1);
        var done = framework is { } id
            ? ConvertHeld(node, id, consumed, converted)
            : node.ConvertFree(consumed.WithoutAllocation(), converted.WithoutAllocation());
        CountTotal(node, 1);
        _dirtyAgents[node.Index] |= done;
        return done;
    }

    private bool ConvertHeld(AgentNode agent, FrameworkId framework, ResourceSet consumed, ResourceSet converted)
    {
        var role = consumed.IsEmpty ? converted.IsEmpty ? null : RoleOf(converted[0]) : RoleOf(consumed[0]);
        if (role is null || !_frameworks.TryGetValue(framework, out var owner) || !owner.Clients.TryGetValue(role, out var client))
        {
            return false;
        }

        var (before, after) = (consumed.WithoutAllocation(), converted.WithoutAllocation());
        if (!agent.Convert(client, before, after))
        {
            return false;
        }

        Count(client, before, -1, granted: false);
        Count(client, after, 1, granted: false);
        DropIfDone(client);
        return true;
    }
}
