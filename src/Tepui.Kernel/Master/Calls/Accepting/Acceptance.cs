using System.Collections.Generic;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Master.Operations;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Operations.Validation;
using Tepui.Kernel.Resources;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability.Types.Type;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Master.Calls.Accepting;

/// <summary>An ACCEPT under way: what its operations, one after the other, have left of the offers.</summary>
internal sealed class Acceptance(
    MasterContext context,
    FrameworkRecord framework,
    AgentRecord agent,
    string role,
    ResourceSet offered)
{
    private readonly ResourceSet _offered = offered;
    private ResourceSet _resized = ResourceSet.Empty;
    private bool _converts;

    public MasterContext Context => context;

    public FrameworkRecord Framework => framework;

    public AgentRecord Agent => agent;

    /// <summary>The role that the offers were allocated to.</summary>
    public string Role => role;

    /// <summary>What a following operation may take.</summary>
    public ResourceSet Remaining { get; set; } = offered;

    /// <summary>The shared volumes there are: a launch takes none of them away from the launches after it.</summary>
    public ResourceSet Shared { get; private set; } = SharedOf(offered);

    /// <summary>What a task may use.</summary>
    public ResourceSet Usable => Shared.IsEmpty
        ? Remaining
        : Remaining.Filter(static entry => !entry.Key.IsShared) + Shared;

    public OperationCaller Caller => new(
        framework.Info.HasPrincipal ? framework.Info.Principal : null,
        framework.Id,
        framework.Roles,
        framework.Has(Capability.SharedResources));

    /// <summary>What of all that is left operations of this call have made: it goes back without a filter.</summary>
    public ResourceSet Converted => _converts ? Remaining + _resized - _offered : ResourceSet.Empty;

    /// <summary>All that is left.</summary>
    public ResourceSet Left => _resized.IsEmpty ? Remaining : Remaining + _resized;

    /// <summary>
    /// Does a valid operation when the resources for it are left, and refuses it otherwise: what follows finds what it made.
    /// </summary>
    /// <param name="faults">What its validation found.</param>
    public void Apply(Operation operation, IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            Refuse(operation, faults);
            return;
        }

        var conversions = OperationConversions.Of(operation);
        if (OperationConversions.Apply(conversions, Remaining, out var fault) is not { } remaining)
        {
            Refuse(operation, fault!);
            return;
        }

        _converts = true;
        Remaining = remaining;
        Shared = SharedOf(remaining);
        OperationLife.Begin(context, framework, agent, operation, conversions);
    }

    /// <summary>As <see cref="Apply"/>, but what comes out is not for the operations that follow: they do not build on sizes.</summary>
    public void ApplyResize(Operation operation, IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
        {
            Refuse(operation, faults);
            return;
        }

        var conversion = OperationConversions.Of(operation)[0];
        if (!Remaining.Contains(conversion.Consumed))
        {
            Refuse(operation, $"Invalid {WireNames.Of(operation.Type)} operation: {Remaining} does not contain {conversion.Consumed}");
            return;
        }

        _converts = true;
        Remaining -= conversion.Consumed;
        _resized += conversion.Converted;
        OperationLife.Begin(context, framework, agent, operation, [conversion]);
    }

    public void Refuse(Operation operation, IReadOnlyList<string> faults) =>
        Refuse(operation, $"{string.Join("; ", faults)}; on agent {agent.Id} at {agent.Pid} ({agent.Info.Hostname})");

    public void Refuse(Operation operation, string reason) => OperationLife.Refuse(context, framework, operation, reason);

    private static ResourceSet SharedOf(ResourceSet resources)
    {
        foreach (ref readonly var entry in resources.Span)
        {
            if (entry.Key.IsShared)
            {
                return resources.Filter(static candidate => candidate.Key.IsShared);
            }
        }

        return ResourceSet.Empty;
    }
}
