using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using Tepui.Runtime.Flags;

namespace Tepui.Cli.Node;

/// <summary>What runs on this host, and how it is told of the others.</summary>
internal sealed class NodePlan
{
    private readonly NodeFlags _flags;
    private readonly IPAddress _own;
    private readonly string _folder;

    /// <param name="program">The tepui program.</param>
    /// <param name="java">What runs ZooKeeper; null where that runs elsewhere.</param>
    public NodePlan(NodeFlags flags, IPAddress own, string program, string? java)
    {
        (_flags, _own, _folder) = (flags, own, Path.GetFullPath(flags.WorkDirectory));
        Url = flags.ZooKeeper ?? $"zk://{string.Join(',', flags.Addresses.Select(each => At(each, flags.ZooKeeperPort)))}/mesos";
        if (java is not null)
            Ensemble = ZooKeeper(java);
        Daemons = [Master(program), Agent(program)];
    }

    /// <summary>Where frameworks and tools find the leader.</summary>
    public string Url { get; }

    /// <summary>Starts first and ends last.</summary>
    public NodePart? Ensemble { get; }

    public IReadOnlyList<NodePart> Daemons { get; }

    public IEnumerable<NodePart> All => Ensemble is null ? Daemons : [Ensemble, .. Daemons];

    /// <summary>Makes the folders, and ZooKeeper's files.</summary>
    /// <exception cref="NodeException">ZooKeeper's data is another server's.</exception>
    public void Write()
    {
        Directory.CreateDirectory(_folder);
        if (Ensemble is not null)
            new ZooKeeperFiles(_flags, _own).Write();
    }

    private NodePart ZooKeeper(string java)
    {
        // The flag was checked when it was read.
        _ = ByteText.TryParse(_flags.ZooKeeperHeap, out var heap);
        return new NodePart(
            "zookeeper", At(_own, _flags.ZooKeeperPort), java, ZooKeeperProgram.Arguments(new ZooKeeperFiles(_flags, _own), heap),
            new Dictionary<string, string>(), Log("zookeeper"));
    }

    private NodePart Master(string program) => new(
        "master", $"http://{At(_own, _flags.Port)}/", program,
        [
            "master", $"--ip={_own}", Number("port", _flags.Port), $"--hostname={_own}",
            Number("quorum", (_flags.Addresses.Count / 2) + 1), "--registry=replicated_log",
            $"--zk_session_timeout={Text(_flags.SessionTimeout)}", $"--work_dir={Path.Combine(_folder, "master")}",
            $"--external_log_file={Log("master")}",
        ],
        new Dictionary<string, string> { ["MESOS_ZK"] = Url },
        Log("master"));

    private NodePart Agent(string program)
    {
        List<string> arguments =
        [
            "agent", $"--ip={_own}", Number("port", _flags.AgentPort), $"--hostname={_own}",
            $"--work_dir={Path.Combine(_folder, "agent")}", $"--containerizers={_flags.Containerizers}", $"--docker_socket={_flags.DockerSocket}",
        ];
        if (_flags.Resources is { } resources)
            arguments.Add($"--resources={resources}");
        if (_flags.Attributes is { } attributes)
            arguments.Add($"--attributes={attributes}");
        if (_flags.DockerMesosImage is { } image)
            arguments.Add($"--docker_mesos_image={image}");
        return new NodePart("agent", $"http://{At(_own, _flags.AgentPort)}/", program, arguments, new Dictionary<string, string> { ["MESOS_MASTER"] = Url }, Log("agent"));
    }

    private string Log(string name) => Path.Combine(_folder, name + ".log");

    private static string At(IPAddress address, int port) => string.Create(CultureInfo.InvariantCulture, $"{ZooKeeperFiles.InUrl(address)}:{port}");

    private static string Number(string flag, int value) => string.Create(CultureInfo.InvariantCulture, $"--{flag}={value}");

    private static string Text(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds}ms");
}
