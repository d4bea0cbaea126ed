using System.Collections.Generic;
using System.Globalization;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Miner.Framework.Stores;
using Tepui.Miner.Node;
using Tepui.Miner.Upstream;

namespace Tepui.Miner.Framework;

/// <summary>
/// The tasks' descriptions: which resources of an offer they take, and what they run: this program, or Docker images. The
/// command lines are those of p2pool and cpuminer, so that their images do as well as ours; what only our server knows stands
/// in its environment.
/// </summary>
public sealed class MinerTasks(MinerOptions options, string password)
{
    public TaskInfo Server(Offer offer, ServerTask server)
    {
        var task = Describe("miner server", server.TaskId, offer, "server", options.ServerImage, [
            .. options.IsPooled
                ? System.Array.Empty<string>()
                : ["--bitcoind-address", options.BitcoindAddress, "--bitcoind-rpc-port", Text(options.BitcoindRpcPort)],
            "--p2pool-port", Text(server.StatusPort), "-w", Text(server.WorkerPort),
            .. options.RpcArguments ? [options.RpcUser, password] : System.Array.Empty<string>()]);
        task.Resources.AddRange(offer.Take("cpus", options.ServerCpus));
        task.Resources.AddRange(offer.Take("mem", options.ServerMemory));
        task.Resources.AddRange(offer.TakePorts([server.WorkerPort, server.StatusPort]));
        Map(task, server.WorkerPort, server.StatusPort);
        task.Command.Environment = new Environment();
        Set(task, "MESOS_IP", IsMapped(task) ? "0.0.0.0" : options.ServerIp ?? AgentIp(offer) ?? "0.0.0.0");
        Set(task, "MESOS_SHARE_INTERVAL", $"{Text(options.ShareInterval.TotalSeconds)}secs");
        Set(task, "MESOS_START_DIFFICULTY", Text(options.StartDifficulty));
        if (options.PayoutAddress is { } address)
            Set(task, "MESOS_PAYOUT_ADDRESS", address);
        if (options.Pool is { } pool)
            SetPool(task, pool);
        else if (!options.RpcArguments)
        {
            Set(task, "MESOS_RPC_USER", options.RpcUser);
            SetSecret(task, NodeFlags.PasswordVariable, password);
        }

        return task;
    }

    public TaskInfo Worker(Offer offer, string taskId, ServerTask server)
    {
        var cpus = offer.Scalar("cpus");
        var task = Describe("miner worker", taskId, offer, "worker", options.WorkerImage, [
            "-o", $"{server.Host}:{Text(server.WorkerPort)}", "-u", taskId, "-t", Text((int)System.Math.Max(1, cpus))]);
        task.Resources.AddRange(offer.Take("cpus", cpus));
        task.Resources.AddRange(offer.Take("mem", options.WorkerMemory));
        return task;
    }

    /// <summary>Where workers reach a server on this offer's agent.</summary>
    public static string Host(Offer offer) => AgentIp(offer) ?? offer.Hostname;

    private static string? AgentIp(Offer offer) => string.IsNullOrEmpty(offer.Url?.Address?.Ip) ? null : offer.Url.Address.Ip;

    private TaskInfo Describe(
        string name, string taskId, Offer offer, string role, string? image, IReadOnlyList<string> arguments)
    {
        var task = new TaskInfo
        {
            Name = name,
            TaskId = new TaskID { Value = taskId },
            AgentId = offer.AgentId,
            Command = new CommandInfo { Shell = false },
        };
        if (image is null)
        {
            task.Command.Value = options.Executable;
            task.Command.Arguments.AddRange([options.Executable, "miner", role]);
        }
        else
        {
            task.Container = new ContainerInfo
            {
                Type = ContainerInfo.Types.Type.Docker,
                Docker = new ContainerInfo.Types.DockerInfo { Image = image, Network = options.DockerNetwork },
            };
        }

        task.Command.Arguments.AddRange(arguments);
        return task;
    }

    private void SetPool(TaskInfo task, string pool)
    {
        // A pool's URL may hold a password too.
        if (pool.Contains('@'))
            SetSecret(task, "MESOS_POOL", pool);
        else
            Set(task, "MESOS_POOL", pool);
        Set(task, "MESOS_POOL_USER", options.PoolUser);
        Set(task, "MESOS_POOL_PATIENCE", $"{Text(options.PoolPatience.TotalSeconds)}secs");
        SetSecret(task, UpstreamFlags.PoolPasswordVariable, password);
    }

    private static bool IsMapped(TaskInfo task) =>
        task.Container?.Docker.Network == ContainerInfo.Types.DockerInfo.Types.Network.Bridge;

    /// <summary>In a network of its own a container listens on the same ports as without one, and the host hands them on.</summary>
    private static void Map(TaskInfo task, params int[] ports)
    {
        if (!IsMapped(task))
            return;
        foreach (var port in ports)
        {
            task.Container.Docker.PortMappings.Add(
                new ContainerInfo.Types.DockerInfo.Types.PortMapping { HostPort = (uint)port, ContainerPort = (uint)port });
        }
    }

    private static void Set(TaskInfo task, string name, string value) =>
        task.Command.Environment.Variables.Add(new Environment.Types.Variable { Name = name, Value = value });

    /// <summary>A secret variable stands in no command line, and neither master nor agent ever shows one.</summary>
    private static void SetSecret(TaskInfo task, string name, string value) =>
        task.Command.Environment.Variables.Add(new Environment.Types.Variable
        {
            Name = name,
            Type = Environment.Types.Variable.Types.Type.Secret,
            Secret = new Secret
            {
                Type = Secret.Types.Type.Value,
                Value = new Secret.Types.Value { Data = ByteString.CopyFromUtf8(value) },
            },
        });

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
