using System;
using System.Collections.Generic;
using System.IO;
using Mesos.V1;
using Tepui.Client.Masters;
using Tepui.Runtime.Flags;
using Tepui.ZooKeeper;

namespace Tepui.Miner.Framework;

/// <summary>The flags of <c>tepui miner framework</c>: every number that the scheduler goes by.</summary>
public sealed class MinerOptions : PrincipalFlags, IFlags
{
    [Flag("master", "Where the master is: host:port, or zk://host:port/path where masters are elected, or file:///path of a file that holds either; also -master.", Value = "PLACE")]
    public string Master { get; set; } = "127.0.0.1:5050";

    [Flag("framework_name", "Name of the framework.", Value = "NAME")]
    public string FrameworkName { get; set; } = "tepui-miner";

    [Flag("user", "User that the tasks run as; the one who starts this if none is named.", Value = "USER")]
    public string User { get; set; } = System.Environment.UserName;

    [Flag("role", "Role whose offers are used.", Value = "ROLE")]
    public string Role { get; set; } = "*";

    [Flag("failover_timeout", "How long the tasks run on without this scheduler.", Value = "TIME")]
    public TimeSpan FailoverTimeout { get; set; } = TimeSpan.FromDays(1);

    [Flag("state_file", "Where the framework's id and its server are kept, so that a new start finds them.", Value = "FILE")]
    public string StateFile { get; set; } = "tepui-miner.json";

    [Flag("ha", "Keep what --state_file holds in ZooKeeper instead, and stand by while another miner of this --framework_name leads. One that "
        + "is stopped leaves its tasks to the next.")]
    public bool HighAvailability { get; set; }

    [Flag("zk", "With --ha: the ZooKeeper, as zk://HOST:PORT,.../PATH; the one of --master=zk://... if none is named.", Value = "URL")]
    public string? ZooKeeper { get; set; }

    [Flag("zk_session_timeout", "With --ha: how long after a leader's death another one begins.", Value = "TIME")]
    public TimeSpan ZooKeeperSessionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    [Flag("executable", "The tepui program on the agents' hosts; this one's path if none is named.", Value = "PATH")]
    public string Executable { get; set; } = System.Environment.ProcessPath ?? "tepui";

    [Flag("server_image", "Run the server as a Docker container of this image, which takes p2pool's arguments: tepui-miner-server (see tepui images) or p2pool itself.", Value = "IMAGE")]
    public string? ServerImage { get; set; }

    [Flag("worker_image", "Run workers as Docker containers of this image, which takes cpuminer's arguments: tepui-miner-worker or cpuminer itself.", Value = "IMAGE")]
    public string? WorkerImage { get; set; }

    [Flag("docker_network", "How containers reach the network: 'host', or 'bridge' with the server's ports mapped.", Value = "NETWORK")]
    public string DockerNetworkName { get; set; } = "host";

    [Flag("rpc_arguments", "Give the RPC user and password to the server as arguments, as p2pool wants them: whoever may see the task then sees them.")]
    public bool RpcArguments { get; set; }

    [Flag("server_cpus", "Cpus of the server task.", Value = "NUMBER")]
    public double ServerCpus { get; set; } = 1;

    [Flag("server_mem", "Memory of the server task, in MB.", Value = "MB")]
    public double ServerMemory { get; set; } = 256;

    [Flag("server_ip", "Address that the server listens on; the one of its agent if none is named.", Value = "IP")]
    public string? ServerIp { get; set; }

    [Flag("worker_mem", "Memory of a worker task, in MB.", Value = "MB")]
    public double WorkerMemory { get; set; } = 128;

    [Flag("worker_min_cpus", "An offer of fewer cpus gets no worker; a worker takes all that an offer has.", Value = "NUMBER")]
    public double WorkerMinimumCpus { get; set; } = 1;

    [Flag("refuse_time", "An offer that is of no use is refused for this long.", Value = "TIME")]
    public TimeSpan RefuseTime { get; set; } = TimeSpan.FromSeconds(1);

    [Flag("probe_interval", "How often to ask whether the server answers already.", Value = "TIME")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    [Flag("reconcile_interval", "How often to ask the master for the state of all tasks.", Value = "TIME")]
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromMinutes(10);

    [Flag("server_backoff", "A server that ends before it answered is started again after this long, and twice as long each time.", Value = "TIME")]
    public TimeSpan ServerBackoff { get; set; } = TimeSpan.FromMilliseconds(500);

    [Flag("payout_address", "Where mined coins go; without it, a new address of the node's wallet.", Value = "ADDRESS")]
    public string? PayoutAddress { get; set; }

    [Flag("share_interval", "Each worker's difficulty is set so that it sends a share this often.", Value = "TIME")]
    public TimeSpan ShareInterval { get; set; } = TimeSpan.FromSeconds(10);

    [Flag("start_difficulty", "A new worker's difficulty; 1 takes 2^32 hashes on average.", Value = "NUMBER")]
    public double StartDifficulty { get; set; } = 0.002;

    /// <summary>What <see cref="DockerNetworkName"/> says.</summary>
    public ContainerInfo.Types.DockerInfo.Types.Network DockerNetwork => DockerNetworkName == "bridge"
        ? ContainerInfo.Types.DockerInfo.Types.Network.Bridge
        : ContainerInfo.Types.DockerInfo.Types.Network.Host;

    /// <summary>Where the state is with --ha, by its own flag or by the master's; null where neither is one of ZooKeeper's URLs.</summary>
    internal ZooKeeperUrl? Ensemble =>
        ZooKeeperUrl.TryParse(ZooKeeper ?? (Master.StartsWith(ZooKeeperUrl.Scheme, StringComparison.Ordinal) ? Master : ""), out var url, out _) ? url : null;

    public IEnumerable<string> Faults()
    {
        foreach (var fault in AvailabilityFaults())
            yield return fault;
        if (DockerNetworkName is not ("host" or "bridge"))
            yield return $"--docker_network: '{DockerNetworkName}' is neither 'host' nor 'bridge'";
        foreach (var fault in WorkFaults())
            yield return fault;
        if (IsPooled && PayoutAddress is not null)
            yield return "--payout_address: with --pool the pool decides where coins go; leave it out";
        if (IsPooled && RpcArguments)
            yield return "--rpc_arguments: with --pool there is no node to give user and password for";
        foreach (var fault in PrincipalFaults())
            yield return fault;
        if (!MasterLocation.TryParse(Master, out _, out var unknown))
            yield return $"--master: {unknown}";
        foreach (var (name, text) in new[]
            { ("framework_name", FrameworkName), ("role", Role), ("executable", Executable), ("user", User) })
            if (string.IsNullOrWhiteSpace(text))
                yield return $"--{name}: must not be empty";
        if (ServerIp is not null && !System.Net.IPAddress.TryParse(ServerIp, out _))
            yield return $"--server_ip: '{ServerIp}' is no IP address";
        foreach (var (name, number) in new[]
        {
            ("server_cpus", ServerCpus), ("server_mem", ServerMemory), ("worker_mem", WorkerMemory),
            ("worker_min_cpus", WorkerMinimumCpus), ("start_difficulty", StartDifficulty),
        })
            if (!double.IsFinite(number) || number <= 0)
                yield return $"--{name}: must be a positive number";
        foreach (var (name, span) in new[]
        {
            ("probe_interval", ProbeInterval), ("reconcile_interval", ReconcileInterval), ("server_backoff", ServerBackoff),
            ("share_interval", ShareInterval),
        })
            if (span <= TimeSpan.Zero)
                yield return $"--{name}: must be longer than zero";
        if (RefuseTime < TimeSpan.Zero)
            yield return "--refuse_time: must not be negative";
        if (FailoverTimeout < TimeSpan.Zero)
            yield return "--failover_timeout: must not be negative";
        if (Path.GetDirectoryName(Path.GetFullPath(StateFile)) is { } folder && !Directory.Exists(folder))
            yield return $"--state_file: the folder {folder} does not exist";
    }

    private IEnumerable<string> AvailabilityFaults()
    {
        if (ZooKeeper is not null && !ZooKeeperUrl.TryParse(ZooKeeper, out _, out var fault))
            yield return $"--zk: {fault}";
        else if (ZooKeeper is not null && !HighAvailability)
            yield return "--zk: has a meaning only with --ha";
        else if (HighAvailability && Ensemble is null)
            yield return "--ha: needs a ZooKeeper to keep the state in: --master=zk://HOST:PORT,.../PATH, or --zk with such a URL";
        if (ZooKeeperSessionTimeout < TimeSpan.FromSeconds(1))
            yield return "--zk_session_timeout: must be at least 1secs";
        if (HighAvailability && FailoverTimeout <= ZooKeeperSessionTimeout)
            yield return "--failover_timeout: with --ha it must be longer than --zk_session_timeout, or the tasks end before another miner can take over";
    }
}
