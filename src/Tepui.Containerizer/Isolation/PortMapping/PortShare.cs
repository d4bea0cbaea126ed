using System.Collections.Generic;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>A container's part of the host's ports.</summary>
/// <param name="Namespace">The file of its network namespace.</param>
internal sealed record PortShare(string ContainerId, (int First, int Last) Ephemeral, string Namespace)
{
    /// <summary>What it was allocated.</summary>
    public IReadOnlyList<(int First, int Last)> Allocated { get; init; } = [];

    /// <summary>Which of two priorities its filters on ports have.</summary>
    public int Turn { get; init; }

    public string Device => LinkScripts.Device(Ephemeral.First);

    public IReadOnlyList<PortBlock> Blocks => PortBlock.Split([.. Allocated, Ephemeral]);
}
