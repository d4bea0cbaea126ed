using System.Collections.Generic;

namespace Tepui.Containerizer;

/// <summary>What a container is given (requests, which schedulers count) and what it may use at most (limits).</summary>
public sealed record ContainerResources
{
    public static ContainerResources None { get; } = new();

    /// <summary>Processors asked for; 0 when nothing is said.</summary>
    public double Cpus { get; init; }

    /// <summary>The processors may be taken back: they are others' that do not use them now.</summary>
    public bool HasRevocableCpus { get; init; }

    /// <summary>Processors it may use at most; infinity for as many as there are; null where only the request is said.</summary>
    public double? CpuLimit { get; init; }

    /// <summary>0 when nothing is said.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Memory it may use at most; <see cref="long.MaxValue"/> for all there is; null where only the request is said.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>What its sandbox may hold; null when nothing is said.</summary>
    public long? DiskBytes { get; init; }

    /// <summary>Persistent volumes that it finds in its sandbox.</summary>
    public IReadOnlyList<PersistentVolume> Volumes { get; init; } = [];

    /// <summary>Ports it may listen on, first and last of each range.</summary>
    public IReadOnlyList<(int First, int Last)> Ports { get; init; } = [];
}

/// <param name="ContainerPath">Relative to the sandbox.</param>
/// <param name="Bytes">What it may hold.</param>
/// <param name="Resource">As it was given: a Mesos.V1.Resource in protobuf's encoding.</param>
public sealed record PersistentVolume(string ContainerPath, long Bytes, byte[] Resource)
{
    /// <summary>Its own folder on the host; null where nobody said.</summary>
    public string? Directory { get; init; }
}
