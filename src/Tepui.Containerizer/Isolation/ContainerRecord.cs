using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace Tepui.Containerizer.Isolation;

/// <summary>A started container, as it stands in a file of its own below the runtime directory for the agent's next process.</summary>
/// <param name="Pid">Its first process, in the agent's pid namespace.</param>
/// <param name="Launcher">Who started it, by <see cref="Launching.ILauncher.Name"/>.</param>
/// <param name="Sandbox">On the host.</param>
public sealed record ContainerRecord(string ContainerId, string? Parent, int Pid, string Launcher, string Sandbox)
{
    /// <summary>Its own root on the host; null when it has the host's.</summary>
    public string? Root { get; init; }

    public Namespaces Own { get; init; }

    public IReadOnlyList<JoinedNamespace> Joined { get; init; } = [];

    public string? User { get; init; }

    public IReadOnlyList<string> Cgroups { get; init; } = [];

    public ContainerResources Resources { get; init; } = ContainerResources.None;

    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    /// <summary>It is reached under addresses that are not the agent's.</summary>
    [JsonIgnore]
    public bool OwnNetwork => (Own & Namespaces.Network) != Namespaces.None || Joined.Any(joined => joined.Which == Namespaces.Network);
}

/// <param name="Path">Of the namespace's file.</param>
public sealed record JoinedNamespace(Namespaces Which, string Path);
