using System.Collections.Generic;
using System.IO;
using Tepui.Containerizer.Resolvers;

namespace Tepui.Containerizer.Isolation.Cni;

/// <summary>What the agent's flags say about networks of containers.</summary>
public sealed record CniOptions
{
    /// <summary>--network_cni_config_dir: a file a network; null when there are none.</summary>
    public string? ConfigurationDirectory { get; init; }

    /// <summary>--network_cni_plugins_dir, taken apart at its colons.</summary>
    public IReadOnlyList<string> PluginDirectories { get; init; } = [];

    /// <summary>--network_cni_root_dir_persist: what is known of attachments outlives a reboot, so that plug-ins can clean up after it.</summary>
    public bool Persists { get; init; }

    /// <summary>--network_cni_metrics.</summary>
    public bool TellsTraffic { get; init; } = true;

    /// <summary>--default_container_dns: for networks whose plug-ins tell no name servers.</summary>
    public DefaultResolvers Resolvers { get; init; } = DefaultResolvers.None;

    /// <summary>Where attachments are kept; Mesos's own path, because operators enter network namespaces by it.</summary>
    internal string RootIn(IsolationOptions options) => Path.GetFullPath(
        Path.Combine(Persists ? options.WorkDirectory : options.RuntimeDirectory, "isolators", "network", "cni"));
}
