using System.Collections.Generic;

namespace Tepui.Containerizer;

/// <summary>A command to run once inside a container that runs: in its namespaces, its root, its cgroups and its user.</summary>
/// <param name="Argv">Path or name, and arguments.</param>
/// <param name="Environment">Added to, or in place of, what the container's own command has.</param>
public sealed record ContainerCommand(
    string ContainerId, IReadOnlyList<string> Argv, IReadOnlyList<KeyValuePair<string, string>> Environment)
{
    /// <summary>What to execute when it is not the zeroth argument.</summary>
    public string? Executable { get; init; }

    public string? User { get; init; }
}
