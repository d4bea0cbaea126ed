using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using Tepui.Agent.Options;
using Tepui.Master.Options;
using Tepui.Runtime.Flags;

namespace Tepui.Cli.Local;

/// <summary>Flags of a cluster in one process.</summary>
internal class LocalFlags : IFlags
{
    [Flag("ip", "The address the master and the agents listen on.", Value = "IP")]
    public string Ip { get; set; } = "127.0.0.1";

    [Flag("port", "The master's port; each further master has the one 100 above. 0 lets the system choose them.", Value = "PORT")]
    public int Port { get; set; } = 5050;

    [Flag("masters", "How many masters; several elect their leader in the ZooKeeper of --zk.", Value = "N")]
    public int Masters { get; set; } = 1;

    [Flag("zk", "The ZooKeeper ensemble where the masters elect their leader and keep the registry, as in zk://h1:2181,h2:2181/mesos, or "
        + "file:///PATH of a file that holds it.", Value = "URL", HidesPassword = true)]
    public string? Zk { get; set; }

    [Flag("agent_port", "The first agent's port; each further agent has the next one. 0 lets the system choose them.", Value = "PORT")]
    public int AgentPort { get; set; } = 5051;

    [Flag("agents", "How many agents.", Value = "N")]
    public int Agents { get; set; } = 3;

    [Flag("work_dir", "Where the master's registry and the agents' sandboxes are kept.", Value = "DIR")]
    public string WorkDirectory { get; set; } = Path.Combine(Path.GetTempPath(), $"tepui-{System.Environment.UserName}");

    [Flag("resources", "What each agent offers, as 'cpus:4;mem:4096'. By default each gets its share of this machine.", Value = "RESOURCES")]
    public string? Resources { get; set; }

    [Flag("attributes", "The attributes of each agent, as 'rack:abc;zone:west'.", Value = "ATTRIBUTES")]
    public string? Attributes { get; set; }

    [Flag("roles", "The only roles frameworks may use, with commas between; all when not given.", Value = "ROLES")]
    public string? Roles { get; set; }

    [Flag("weights", "The roles' weights, as in 'ads=2,batch=0.5'.", Value = "WEIGHTS")]
    public string? Weights { get; set; }

    [Flag("containerizers", "What the agents run tasks with: 'mesos' for processes, 'docker' for Docker containers, or both with a comma between.", Value = "NAMES")]
    public string Containerizers { get; set; } = "mesos";

    [Flag("docker_socket", "Where dockerd listens.", Value = "PATH")]
    public string DockerSocket { get; set; } = "/var/run/docker.sock";

    [Flag("logging_level", "What is logged at least: DEBUG (every task), INFO, WARNING or ERROR.", Value = "LEVEL")]
    public string LoggingLevel { get; set; } = "INFO";

    public virtual IEnumerable<string> Faults()
    {
        if (Agents is < 1 or > 1000)
            yield return $"--agents: {Agents} is not within 1 and 1000";
        if (Masters is < 1 or > 9)
            yield return $"--masters: {Masters} is not within 1 and 9";
        else if (Masters > 1 && Zk is null)
            yield return $"--masters: {Masters} masters elect their leader in ZooKeeper: say where with --zk=zk://HOST:PORT/PATH";
        else if (Port > 0 && MasterPort(Masters - 1) > ushort.MaxValue)
            yield return $"--port: {Port} leaves no ports for {Masters} masters, 100 apart";
        if (AgentPort < 0 || AgentPort + Agents - 1 > ushort.MaxValue)
            yield return $"--agent_port: {AgentPort} leaves no ports for {Agents} agents";
        else if (AgentPort > 0 && MasterPortOfAnAgent() is { } shared)
            yield return $"--port: {shared} is also an agent's (--agent_port={AgentPort}, --agents={Agents})";
        foreach (var fault in ToMaster().Faults())
            yield return fault;
        if (!IPAddress.TryParse(Ip, out _))
            yield break; // said by the master already
        foreach (var fault in new AgentOptions
        {
            Master = $"{Ip}:5050",
            WorkDirectory = WorkDirectory,
            Resources = Resources,
            Attributes = Attributes,
            Containerizers = Containerizers,
            DockerSocket = DockerSocket,
        }.Faults())
            yield return fault;
    }

    /// <summary>One of the masters, the first is 0.</summary>
    public MasterOptions ToMaster(int master = 0) => new()
    {
        Ip = Ip,
        Port = MasterPort(master),
        Zk = Zk,
        WorkDir = Path.Combine(WorkDirectory, master == 0 ? "master" : string.Create(CultureInfo.InvariantCulture, $"master-{master + 1}")),
        Roles = Roles,
        Weights = Weights,
        LoggingLevel = LoggingLevel,
    };

    private int MasterPort(int master) => Port == 0 ? 0 : Port + (100 * master);

    private int? MasterPortOfAnAgent()
    {
        for (var master = 0; master < Masters; master++)
        {
            if (MasterPort(master) >= AgentPort && MasterPort(master) < AgentPort + Agents)
                return MasterPort(master);
        }

        return null;
    }
}
