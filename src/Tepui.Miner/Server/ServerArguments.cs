using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Miner.Node;

namespace Tepui.Miner.Server;

/// <summary>Makes p2pool's way to write a command line into flags, so that what starts p2pool starts this server.</summary>
public static class ServerArguments
{
    private const string Everywhere = "--ip=0.0.0.0";

    /// <summary>
    /// p2pool's options become the flags that do the same; <c>-w PORT</c> listens on all addresses, as p2pool does. Those
    /// without a counterpart are handed on as <c>--p2pool_option</c>, for <see cref="ServerOptions"/> to tell or refuse. What
    /// stands alone is the RPC password, or the RPC user and then the RPC password. Dashes within a flag's name become
    /// underscores. Anything else passes through for the flags' parser to judge.
    /// </summary>
    /// <param name="ip">The address to listen on that the environment names; null for none.</param>
    public static IReadOnlyList<string> ToFlags(IReadOnlyList<string> arguments, string? ip = null)
    {
        var flags = new List<string>();
        var alone = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = Split(arguments[i]);
            if (P2poolOption.Find(name) is { } option)
            {
                if (option.HasValue && value is null && i + 1 < arguments.Count)
                    value = arguments[++i];

                // No fee at all is what there is anyway.
                if (option.Name != "--fee" || !double.TryParse(value, out var fee) || fee != 0)
                    flags.Add($"--p2pool_option={option.Name}");
            }
            else if (name is "-w" or "--worker-port" && Value(value, arguments, ref i) is { } endpoint)
                flags.AddRange(Worker(endpoint));
            else if (name is "-a" or "--address" && Value(value, arguments, ref i) is { } address)
                flags.Add(address == "dynamic" ? "--p2pool_option=--numaddresses" : $"--payout_address={address}");
            else if (name == "--testnet")
                flags.Add("--net=testnet");
            else if (name.StartsWith("--", StringComparison.Ordinal))
                flags.Add(WithValue(Underscored(arguments[i]), arguments, ref i));
            else
                (name.StartsWith('-') ? flags : alone).Add(arguments[i]);
        }

        return [.. WithDefaults(flags, ip), .. RpcArguments.ToFlags(alone)];
    }

    private static IEnumerable<string> WithDefaults(List<string> flags, string? ip)
    {
        // An address that was named is meant.
        if (!string.IsNullOrEmpty(ip) || flags.Any(flag => flag.StartsWith("--ip=", StringComparison.Ordinal) && flag != Everywhere))
            flags.RemoveAll(flag => flag == Everywhere);
        if (flags.FindLast(flag => flag.StartsWith("--net=", StringComparison.Ordinal)) is { } net
            && BitcoinNetwork.Find(net["--net=".Length..]) is { } network
            && !flags.Exists(flag => flag.StartsWith("--bitcoind_rpc_port", StringComparison.Ordinal)))
            flags.Add($"--bitcoind_rpc_port={network.RpcPort}");
        return flags;
    }

    /// <summary>PORT or ADDRESS:PORT.</summary>
    private static IEnumerable<string> Worker(string endpoint)
    {
        var colon = endpoint.LastIndexOf(':');
        var address = colon < 0 ? "" : endpoint[..colon].Trim('[', ']');
        return [address.Length == 0 ? Everywhere : $"--ip={address}", $"--worker_port={endpoint[(colon + 1)..]}"];
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var end = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=') : -1;
        return end < 0 ? (argument, null) : (argument[..end], argument[(end + 1)..]);
    }

    private static string? Value(string? given, IReadOnlyList<string> arguments, ref int at) =>
        given ?? (at + 1 < arguments.Count ? arguments[++at] : null);

    /// <summary>p2pool writes a value as the next argument; no flag of the server's is without one but <c>--help</c>.</summary>
    private static string WithValue(string flag, IReadOnlyList<string> arguments, ref int at) =>
        flag.Contains('=') || flag == "--help" || at + 1 >= arguments.Count || arguments[at + 1].StartsWith('-')
            ? flag
            : $"{flag}={arguments[++at]}";

    private static string Underscored(string argument)
    {
        var end = argument.IndexOf('=');
        var name = end < 0 ? argument[2..] : argument[2..end];
        return $"--{name.Replace('-', '_')}{(end < 0 ? "" : argument[end..])}";
    }
}
