using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Miner.Node;

namespace Tepui.Miner.Framework;

/// <summary>The tasks' descriptions: which resources of an offer they take, and which command they run.</summary>
public sealed class MinerTasks(MinerOptions options, string password)
{
    public TaskInfo Server(Offer offer, ServerTask server)
    {
        var task = Describe("miner server", server.TaskId, offer, [
            "server", $"--ip={options.ServerIp ?? AgentIp(offer) ?? "0.0.0.0"}",
            "--bitcoind-address", options.BitcoindAddress, "--bitcoind-rpc-port", Text(options.BitcoindRpcPort),
            "--p2pool-port", Text(server.StatusPort), "-w", Text(server.WorkerPort),
            $"--share_interval={Text(options.ShareInterval.TotalSeconds)}secs", $"--start_difficulty={Text(options.StartDifficulty)}",
            .. options.PayoutAddress is { } address ? [$"--payout_address={address}"] : System.Array.Empty<string>(),
            $"--rpc_user={options.RpcUser}"]);
        task.Resources.AddRange(offer.Take("cpus", options.ServerCpus));
        task.Resources.AddRange(offer.Take("mem", options.ServerMemory));
        task.Resources.AddRange(offer.TakePorts([server.WorkerPort, server.StatusPort]));

        // A secret variable stands in no command line, and neither master nor agent ever shows one.
        task.Command.Environment = new Environment();
        task.Command.Environment.Variables.Add(new Environment.Types.Variable
        {
            Name = NodeFlags.PasswordVariable,
            Type = Environment.Types.Variable.Types.Type.Secret,
            Secret = new Secret
            {
                Type = Secret.Types.Type.Value,
                Value = new Secret.Types.Value { Data = ByteString.CopyFromUtf8(password) },
            },
        });
        return task;
    }

    public TaskInfo Worker(Offer offer, string taskId, ServerTask server)
    {
        var cpus = offer.Scalar("cpus");
        var task = Describe("miner worker", taskId, offer, [
            "worker", "-o", $"{server.Host}:{Text(server.WorkerPort)}", "-u", taskId, "-t", Text((int)System.Math.Max(1, cpus))]);
        task.Resources.AddRange(offer.Take("cpus", cpus));
        task.Resources.AddRange(offer.Take("mem", options.WorkerMemory));
        return task;
    }

    /// <summary>Where workers reach a server on this offer's agent.</summary>
    public static string Host(Offer offer) => AgentIp(offer) ?? offer.Hostname;

    private static string? AgentIp(Offer offer) => string.IsNullOrEmpty(offer.Url?.Address?.Ip) ? null : offer.Url.Address.Ip;

    private TaskInfo Describe(string name, string taskId, Offer offer, IReadOnlyList<string> arguments)
    {
        var command = new CommandInfo { Shell = false, Value = options.Executable };
        command.Arguments.AddRange(arguments.Prepend("miner").Prepend(options.Executable));
        return new TaskInfo { Name = name, TaskId = new TaskID { Value = taskId }, AgentId = offer.AgentId, Command = command };
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
