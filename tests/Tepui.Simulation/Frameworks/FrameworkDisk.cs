using System;
using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Simulation.Frameworks;

/// <summary>What a framework has written down; it outlives its schedulers, and its standby reads it too.</summary>
public sealed class FrameworkDisk
{
    /// <summary>Null before the first registration, and after the framework's end.</summary>
    public string? FrameworkId { get; set; }

    /// <summary>How many tasks and operations were named, so that no name is ever used twice.</summary>
    public int Named { get; set; }

    /// <summary>Tasks that were launched and are not known to be over.</summary>
    public SortedDictionary<string, KnownTask> Tasks { get; } = new(StringComparer.Ordinal);
}

/// <param name="Agent">Null where nobody said.</param>
/// <param name="Since">When the state was told, since the world's beginning.</param>
public sealed record KnownTask(TaskState State, string? Agent, TimeSpan Since);
