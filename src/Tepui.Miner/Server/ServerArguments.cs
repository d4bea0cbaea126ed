using System;
using System.Collections.Generic;
using Tepui.Miner.Node;

namespace Tepui.Miner.Server;

/// <summary>Makes p2pool's way to write a command line into flags, so that what starts p2pool starts this server.</summary>
public static class ServerArguments
{
    /// <summary>
    /// <c>-w PORT</c> becomes <c>--worker_port</c>, dashes within a flag's name become underscores, and what stands alone is the
    /// RPC password, or the RPC user and then the RPC password. Anything else passes through for the flags' parser to judge.
    /// </summary>
    public static IReadOnlyList<string> ToFlags(IReadOnlyList<string> arguments)
    {
        var flags = new List<string>();
        var alone = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "-w" && i + 1 < arguments.Count)
                flags.Add($"--worker_port={arguments[++i]}");
            else if (argument.StartsWith("--", StringComparison.Ordinal))
                flags.Add(WithValue(Underscored(argument), arguments, ref i));
            else
                (argument.StartsWith('-') ? flags : alone).Add(argument);
        }

        return [.. flags, .. RpcArguments.ToFlags(alone)];
    }

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
