using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Tepui.Miner.Node;
using Tepui.Miner.Upstream;
using Tepui.Runtime.Flags;

namespace Tepui.Miner.Server;

/// <summary>The flags of <c>tepui miner server</c>.</summary>
public sealed class ServerOptions : UpstreamFlags, IFlags
{
    [Flag("ip", "Address to listen on for workers and for statistics.", Value = "IP")]
    public string Ip { get; set; } = "127.0.0.1";

    [Flag("worker_port", "Port for workers (Stratum v1); also -w as p2pool has it.", Value = "PORT")]
    public int WorkerPort { get; set; } = 9332;

    [Flag("p2pool_port", "The second port: statistics over HTTP, at /stats.", Value = "PORT")]
    public int StatusPort { get; set; } = 9333;

    [Flag("net", "The Bitcoin network of the node; says which RPC port is the default.", Value = "NAME")]
    public string Net { get; set; } = "bitcoin";

    [Flag("p2pool_option", "An option of p2pool's that means nothing here; p2pool's command line is turned into such.", Value = "NAME")]
    public IList<string> P2poolOptions { get; } = [];

    [Flag("payout_address", "Where mined coins go; without it, a new address of the node's wallet.", Value = "ADDRESS")]
    public string? PayoutAddress { get; set; }

    [Flag("share_interval", "Each worker's difficulty is set so that it sends a share this often.", Value = "TIME")]
    public TimeSpan ShareInterval { get; set; } = TimeSpan.FromSeconds(10);

    [Flag("start_difficulty", "A new worker's difficulty; 1 takes 2^32 hashes on average.", Value = "NUMBER")]
    public double StartDifficulty { get; set; } = 0.002;

    [Flag("minimum_difficulty", "No worker is given easier shares than this, even where a block is easier still.", Value = "NUMBER")]
    public double MinimumDifficulty { get; set; } = 0.0001;

    [Flag("job_interval", "Workers get the same work with a newer time this often, if nothing else is new.", Value = "TIME")]
    public TimeSpan JobInterval { get; set; } = TimeSpan.FromSeconds(30);

    [Flag("poll_interval", "How often to ask a node that knows no longpoll for new work.", Value = "TIME")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    [Flag("max_connections", "At most this many workers may be connected.", Value = "COUNT")]
    public int MaximumConnections { get; set; } = 1000;

    public PoolSettings ToPoolSettings() =>
        new(StartDifficulty, Math.Min(MinimumDifficulty, StartDifficulty), GreatestDifficulty: 1e15, ShareInterval);

    /// <summary>What of p2pool's options was taken and makes no difference, a line each.</summary>
    public IEnumerable<string> Notices() =>
        P2poolOptions.Distinct().Select(P2poolOption.Find).Where(option => option is { IsRefused: false }).Select(option => option!.Tell());

    public IEnumerable<string> Faults()
    {
        foreach (var name in P2poolOptions.Distinct())
            if (P2poolOption.Find(name) is not { IsRefused: false })
                yield return P2poolOption.Find(name)?.Tell() ?? $"--p2pool_option: '{name}' is no option of p2pool's";
        if (BitcoinNetwork.Find(Net) is null)
            yield return $"--net: '{Net}' is no network of Bitcoin's; choose one of {BitcoinNetwork.Choices}";
        foreach (var fault in WorkFaults())
            yield return fault;
        if (IsPooled && PayoutAddress is not null)
            yield return "--payout_address: with --pool the pool decides where coins go; leave it out";
        if (!IPAddress.TryParse(Ip, out _))
            yield return $"--ip: '{Ip}' is no IP address";
        foreach (var (name, port) in new[] { ("worker_port", WorkerPort), ("p2pool_port", StatusPort) })
            if (port is < 0 or > ushort.MaxValue)
                yield return $"--{name}: {port} is no port; choose 1 to 65535";
        if (WorkerPort == StatusPort && WorkerPort != 0)
            yield return $"--p2pool_port: {StatusPort} is the workers' port; the two must differ";
        foreach (var (name, span) in new[]
            { ("share_interval", ShareInterval), ("job_interval", JobInterval), ("poll_interval", PollInterval) })
            if (span <= TimeSpan.Zero)
                yield return $"--{name}: must be longer than zero";
        foreach (var (name, number) in new[] { ("start_difficulty", StartDifficulty), ("minimum_difficulty", MinimumDifficulty) })
            if (!double.IsFinite(number) || number <= 0)
                yield return $"--{name}: must be a positive number";
        if (MaximumConnections < 1)
            yield return "--max_connections: must be at least 1";
    }
}
