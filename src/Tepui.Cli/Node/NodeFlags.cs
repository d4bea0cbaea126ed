using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using Tepui.Agent.Options;
using Tepui.Runtime.Flags;
using Tepui.ZooKeeper;

namespace Tepui.Cli.Node;

/// <summary>The flags of <c>tepui node</c>, the same on every host.</summary>
internal sealed class NodeFlags : IFlags
{
    [Flag("nodes", "The IP addresses of all hosts, with commas between: one, three or five of them, the same on each host.", Value = "IPS")]
    public string? Nodes { get; set; }

    [Flag("ip", "Which of them this host is; it finds out when just one of them is its own.", Value = "IP")]
    public string? Ip { get; set; }

    [Flag("work_dir", "Where everything is kept: ZooKeeper's data, the master's and the agent's, and their logs.", Value = "DIR")]
    public string WorkDirectory { get; set; } = Environment.IsPrivilegedProcess
        ? "/var/lib/tepui"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/share/tepui");

    [Flag("port", "The master's port.", Value = "PORT")]
    public int Port { get; set; } = 5050;

    [Flag("agent_port", "The agent's port.", Value = "PORT")]
    public int AgentPort { get; set; } = 5051;

    [Flag("zk", "A ZooKeeper ensemble that runs already, as zk://HOST:PORT,.../PATH; then none is started here.", Value = "URL")]
    public string? ZooKeeper { get; set; }

    [Flag("zk_port", "ZooKeeper's port for its clients.", Value = "PORT")]
    public int ZooKeeperPort { get; set; } = 2181;

    [Flag("zk_peer_port", "ZooKeeper's port for the servers that follow its leader.", Value = "PORT")]
    public int ZooKeeperPeerPort { get; set; } = 2888;

    [Flag("zk_election_port", "ZooKeeper's port for the election of its leader.", Value = "PORT")]
    public int ZooKeeperElectionPort { get; set; } = 3888;

    [Flag("zk_heap", "The most memory that ZooKeeper's Java may use for its objects.", Value = "BYTES")]
    public string ZooKeeperHeap { get; set; } = "512MB";

    [Flag("zk_session_timeout", "How long a silent master leads on: so long after its death another one begins.", Value = "DURATION")]
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    [Flag("resources", "What the agent offers, as 'cpus:4;mem:4096'; what it does not name is detected.", Value = "RESOURCES")]
    public string? Resources { get; set; }

    [Flag("attributes", "Describes this host, as 'rack:abc;zone:west'.", Value = "ATTRIBUTES")]
    public string? Attributes { get; set; }

    [Flag("containerizers", "What the agent runs tasks with: 'mesos', 'docker', or both with a comma between.", Value = "NAMES")]
    public string Containerizers { get; set; } = "mesos";

    [Flag("docker_socket", "Where dockerd listens.", Value = "PATH")]
    public string DockerSocket { get; set; } = "/var/run/docker.sock";

    [Flag("docker_mesos_image", "The image that this itself runs in as a Docker container; the agent checks its container then.", Value = "IMAGE")]
    public string? DockerMesosImage { get; set; }

    /// <summary>Each once, in the order of their numbers, however they were given.</summary>
    internal IReadOnlyList<IPAddress> Addresses { get; private set; } = [];

    public IEnumerable<string> Faults()
    {
        var faults = new List<string>();
        Addresses = ReadNodes(faults);
        if (Ip is not null && (!IPAddress.TryParse(Ip, out var own) || (faults.Count == 0 && !Addresses.Contains(own))))
            faults.Add($"--ip: '{Ip}' is none of --nodes={Nodes}");
        if (string.IsNullOrWhiteSpace(WorkDirectory))
            faults.Add("--work_dir: is empty");
        JudgePorts(faults);
        if (ZooKeeper is not null && !ZooKeeperUrl.TryParse(ZooKeeper, out _, out var fault))
            faults.Add($"--zk: {fault}");
        if (!ByteText.TryParse(ZooKeeperHeap, out var heap) || heap < 16 * 1024 * 1024)
            faults.Add($"--zk_heap: '{ZooKeeperHeap}' is no amount of at least 16MB");
        if (SessionTimeout < TimeSpan.FromSeconds(5) || SessionTimeout > TimeSpan.FromMinutes(1))
            faults.Add("--zk_session_timeout: must be between 5secs and 1mins");
        faults.AddRange(new AgentOptions
        {
            Master = "127.0.0.1:5050",
            WorkDirectory = WorkDirectory,
            Resources = Resources,
            Attributes = Attributes,
            Containerizers = Containerizers,
            DockerSocket = DockerSocket,
        }.Faults().Where(each => !each.StartsWith("--work_dir", StringComparison.Ordinal)));
        return faults;
    }

    private List<IPAddress> ReadNodes(List<string> faults)
    {
        var addresses = new List<IPAddress>();
        if (string.IsNullOrWhiteSpace(Nodes))
        {
            faults.Add("--nodes: is missing; name the IP addresses of all hosts, as in --nodes=10.0.0.1,10.0.0.2,10.0.0.3");
            return addresses;
        }

        foreach (var text in Nodes.Split(',', StringSplitOptions.TrimEntries))
        {
            // No names: a cluster must come up where nothing resolves any. And "1" is an address to .NET.
            if (!IPAddress.TryParse(text, out var address) || (!text.Contains(':') && text.Count(c => c == '.') != 3))
                faults.Add($"--nodes: '{text}' is no IP address");
            else if (addresses.Contains(address))
                faults.Add($"--nodes: {text} is named twice");
            else
                addresses.Add(address);
        }

        if (faults.Count == 0 && addresses.Count % 2 == 0)
            faults.Add($"--nodes: {addresses.Count} hosts survive no more than {addresses.Count - 1} would; name an odd number");
        if (addresses.Count > 9)
            faults.Add($"--nodes: {addresses.Count} hosts are too many to agree on everything; give further hosts an agent only (tepui agent)");
        addresses.Sort(static (one, other) => one.GetAddressBytes().AsSpan().SequenceCompareTo(other.GetAddressBytes()));
        return addresses;
    }

    private void JudgePorts(List<string> faults)
    {
        (string Flag, int Port)[] ports =
        [
            ("port", Port), ("agent_port", AgentPort), ("zk_port", ZooKeeperPort), ("zk_peer_port", ZooKeeperPeerPort),
            ("zk_election_port", ZooKeeperElectionPort),
        ];
        faults.AddRange(ports.Where(each => each.Port is < 1 or > 65535).Select(each => $"--{each.Flag}: {each.Port} is no port; expecting 1 to 65535"));
        foreach (var same in ports.GroupBy(each => each.Port).Where(same => same.Count() > 1))
            faults.Add($"{string.Join(" and ", same.Select(each => $"--{each.Flag}"))}: {same.Key} can be only one's");
    }
}
