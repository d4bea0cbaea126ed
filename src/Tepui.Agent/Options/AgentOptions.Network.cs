using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Tepui.Containerizer.Isolation.Cni;
using Tepui.Containerizer.Resolvers;
using Tepui.Containerizer.Sockets;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>Networks of containers.</summary>
public sealed partial class AgentOptions
{
    [Flag("network_cni_config_dir", "The folder with a file for each CNI network that containers of the mesos containerizer can join. It is read anew for each of them.", Value = "PATH")]
    public string? NetworkCniConfigDirectory { get; set; }

    [Flag("network_cni_plugins_dir", "The folders with the plug-ins of those networks, with colons between.", Value = "PATHS")]
    public string? NetworkCniPluginsDirectory { get; set; }

    [Flag("network_cni_root_dir_persist", "Whether what is known of joined networks outlives a reboot, so that their plug-ins clean up after it.")]
    public bool NetworkCniRootDirectoryPersist { get; set; }

    [Flag("network_cni_metrics", "Whether the traffic of containers in CNI networks is told among their statistics.")]
    public bool NetworkCniMetrics { get; set; } = true;

    [Flag("http_executor_domain_sockets", "Whether executors find the agent on a Unix socket too, which they need no network for.")]
    public bool HttpExecutorDomainSockets { get; set; }

    [Flag("domain_socket_location", "Where that socket is, with less than 108 characters. By default agent.sock in --runtime_dir.", Value = "PATH")]
    public string? DomainSocketLocation { get; set; }

    [Flag("default_container_dns", "Whom containers ask for names in networks that say nothing of it: Mesos's ContainerDNSInfo as JSON, or a file that holds it.", Value = "JSON")]
    public string? DefaultContainerDns { get; set; }

    /// <summary>Throws nothing once there are no faults.</summary>
    internal DefaultResolvers Resolvers(List<string> faults) =>
        FlagFile.ReadPath("default_container_dns", DefaultContainerDns, faults) is { } text
            ? ContainerDnsText.Parse(text, faults)
            : DefaultResolvers.None;

    /// <summary>Null when there is to be none.</summary>
    internal ExecutorSocket? ExecutorSocketIn(string workDirectory) => HttpExecutorDomainSockets
        ? new ExecutorSocket(Path.GetFullPath(DomainSocketLocation ?? Path.Combine(RuntimeIn(workDirectory), "agent.sock")))
        : null;

    /// <summary>--runtime_dir, or what stands for it.</summary>
    internal string RuntimeIn(string workDirectory) => Path.GetFullPath(RuntimeDirectory ?? Path.Combine(workDirectory, "run"));

    internal CniOptions CniNetworks => new()
    {
        ConfigurationDirectory = NetworkCniConfigDirectory,
        PluginDirectories = (NetworkCniPluginsDirectory ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
        Persists = NetworkCniRootDirectoryPersist,
        TellsTraffic = NetworkCniMetrics,
        Resolvers = Resolvers([]),
    };

    private IEnumerable<string> NetworkFaults()
    {
        if (DomainSocketLocation?.StartsWith("systemd:", StringComparison.Ordinal) == true)
            yield return "--domain_socket_location: a socket of systemd's is not supported: give a path";
        else if (WorkDirectory is not null && ExecutorSocketIn(WorkDirectory) is { } socket
            && Encoding.UTF8.GetByteCount(socket.PathInFolder) > ExecutorSocket.LongestPath)
            yield return $"--domain_socket_location: {socket.Path} is too long for a Unix socket: give a path of at most {ExecutorSocket.LongestPath - 13} bytes";
        var dns = new List<string>();
        _ = Resolvers(dns);
        foreach (string fault in dns)
            yield return fault;
        bool configured = !string.IsNullOrEmpty(NetworkCniConfigDirectory);
        bool plugins = !string.IsNullOrEmpty(NetworkCniPluginsDirectory);
        if (configured && !plugins)
            yield return "--network_cni_plugins_dir: is needed with --network_cni_config_dir: give the folder with the plug-ins";
        if (plugins && !configured)
            yield return "--network_cni_config_dir: is needed with --network_cni_plugins_dir: give the folder with the networks' configurations";
        if (!configured || !plugins)
            yield break;
        if (!Directory.Exists(NetworkCniConfigDirectory))
            yield return $"--network_cni_config_dir: there is no folder {NetworkCniConfigDirectory}";
        if (!Environment.IsPrivilegedProcess)
            yield return "--network_cni_config_dir: networks of containers need an agent that runs as root";
    }
}
