using System;
using System.Collections.Generic;
using System.IO;
using Tepui.Runtime.Flags;

namespace Tepui.Miner.Node;

/// <summary>
/// The flags that say which Bitcoin node to use. The password is best given by file or by environment: what stands on a
/// command line, any user of the host can read.
/// </summary>
public abstract class NodeFlags
{
    /// <summary>Holds the RPC password where neither a flag nor a file does.</summary>
    public const string PasswordVariable = "TEPUI_RPC_PASSWORD";

    [Flag("bitcoind_address", "Host of the Bitcoin node.", Value = "HOST")]
    public string BitcoindAddress { get; set; } = "127.0.0.1";

    [Flag("bitcoind_rpc_port", "Port of the Bitcoin node's JSON-RPC.", Value = "PORT")]
    public int BitcoindRpcPort { get; set; } = NodeEndpoint.DefaultPort;

    [Flag("rpc_user", "User for the node's JSON-RPC.", Value = "USER")]
    public string RpcUser { get; set; } = "";

    [Flag("rpc_password", "Password for the node's JSON-RPC; better in a file or in TEPUI_RPC_PASSWORD.", Value = "PASSWORD", Secret = true)]
    public string? RpcPassword { get; set; }

    [Flag("rpc_password_file", "File with the password for the node's JSON-RPC in its first line.", Value = "FILE")]
    public string? RpcPasswordFile { get; set; }

    /// <exception cref="MinerException">The password's file cannot be read.</exception>
    public NodeEndpoint ToEndpoint() => new(BitcoindAddress, BitcoindRpcPort, RpcUser, ReadPassword());

    /// <exception cref="MinerException">The password's file cannot be read.</exception>
    public string ReadPassword()
    {
        if (RpcPassword is not null)
            return RpcPassword;
        if (RpcPasswordFile is null)
            return Environment.GetEnvironmentVariable(PasswordVariable) ?? "";
        try
        {
            using var reader = new StreamReader(RpcPasswordFile);
            return reader.ReadLine() ?? "";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MinerException($"--rpc_password_file: {fault.Message}");
        }
    }

    protected IEnumerable<string> NodeFaults()
    {
        if (Uri.CheckHostName(BitcoindAddress) == UriHostNameType.Unknown)
            yield return $"--bitcoind_address: '{BitcoindAddress}' is no host name or address";
        if (BitcoindRpcPort is < 1 or > ushort.MaxValue)
            yield return $"--bitcoind_rpc_port: {BitcoindRpcPort} is no port; choose 1 to 65535";
        if (RpcPassword is not null && RpcPasswordFile is not null)
            yield return "--rpc_password_file: --rpc_password is given too; use one of them";
        if (RpcUser.Contains(':'))
            yield return "--rpc_user: must not have a ':' in it";
    }
}
