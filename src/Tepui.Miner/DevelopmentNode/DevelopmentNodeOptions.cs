using System;
using System.Collections.Generic;
using System.Net;
using Tepui.Runtime.Flags;

namespace Tepui.Miner.DevelopmentNode;

/// <summary>The flags of <c>tepui miner node</c>.</summary>
public sealed class DevelopmentNodeOptions : IFlags
{
    [Flag("ip", "Address to listen on.", Value = "IP")]
    public string Ip { get; set; } = "127.0.0.1";

    [Flag("port", "Port of the JSON-RPC.", Value = "PORT")]
    public int Port { get; set; } = 18443;

    [Flag("rpc_user", "User who may call.", Value = "USER")]
    public string RpcUser { get; set; } = "tepui";

    [Flag("rpc_password", "That user's password.", Value = "PASSWORD", Secret = true)]
    public string RpcPassword { get; set; } = "tepui";

    [Flag("first_block", "The first block is as hard as takes this long on average.", Value = "TIME")]
    public TimeSpan FirstBlock { get; set; } = TimeSpan.FromSeconds(1.5);

    [Flag("block_interval", "Every later one is as hard as takes this long.", Value = "TIME")]
    public TimeSpan BlockInterval { get; set; } = TimeSpan.FromSeconds(4);

    [Flag("hash_rate", "Hashes per second that will mine; 0 measures what this host can do. Later blocks follow what is seen.", Value = "NUMBER")]
    public double HashRate { get; set; }

    public IEnumerable<string> Faults()
    {
        if (!IPAddress.TryParse(Ip, out _))
            yield return $"--ip: '{Ip}' is no IP address";
        if (Port is < 0 or > ushort.MaxValue)
            yield return $"--port: {Port} is no port; choose 1 to 65535";
        if (RpcUser.Contains(':'))
            yield return "--rpc_user: must not have a ':' in it";
        if (FirstBlock <= TimeSpan.Zero)
            yield return "--first_block: must be longer than zero";
        if (BlockInterval <= TimeSpan.Zero)
            yield return "--block_interval: must be longer than zero";
        if (!double.IsFinite(HashRate) || HashRate < 0)
            yield return "--hash_rate: must be a positive number, or 0 to measure";
    }
}
