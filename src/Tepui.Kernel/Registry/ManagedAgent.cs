using System;
using Mesos.V1;

namespace Tepui.Kernel.Registry;

/// <summary>What an operator decided about an agent that is not to be used as others are.</summary>
/// <param name="Drain">How it is being drained; null when it is only deactivated. Nobody changes it.</param>
/// <param name="Deactivated">Whether nothing of it is offered; a drained agent is deactivated too.</param>
public sealed record ManagedAgent(DrainInfo? Drain, bool Deactivated)
{
    public bool IsDraining => Drain?.State == DrainState.Draining;

    public static ManagedAgent Draining(DrainConfig config) =>
        new(new DrainInfo { State = DrainState.Draining, Config = config }, Deactivated: true);

    /// <summary>Once it has neither tasks nor operations left.</summary>
    public ManagedAgent Drained()
    {
        var drain = Drain?.Clone() ?? throw new InvalidOperationException("an agent that is not draining cannot be drained");
        drain.State = DrainState.Drained;
        return this with { Drain = drain };
    }
}
