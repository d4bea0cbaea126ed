using System;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tasks;

/// <summary>
/// All that a task says beside its ids, its state and its statuses, as wire bytes. Tasks of one service differ in nothing of
/// it, so they share one (<see cref="TaskShapes"/>).
/// </summary>
public sealed class TaskShape
{
    private readonly byte[] _wire;

    /// <param name="wire">Fields of mesos.v1.Task; not changed afterwards.</param>
    /// <param name="resources">What they say of resources, allocated to a role.</param>
    internal TaskShape(byte[] wire, ResourceSet resources)
    {
        _wire = wire;
        Resources = resources;
    }

    /// <summary>What the task holds, allocated to a role.</summary>
    public ResourceSet Resources { get; }

    public ReadOnlySpan<byte> Wire => _wire;
}
