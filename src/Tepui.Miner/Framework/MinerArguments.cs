using System;
using System.Collections.Generic;
using Tepui.Miner.Node;

namespace Tepui.Miner.Framework;

/// <summary>Makes the original framework's command line into flags.</summary>
public static class MinerArguments
{
    /// <summary>
    /// <c>-master</c>, <c>-bitcoind_address</c> and so on (with <c>=</c> or the value next) get their second dash; what stands
    /// alone is the RPC password, or the RPC user and then the RPC password. Anything else passes through for the flags'
    /// parser to judge.
    /// </summary>
    public static IReadOnlyList<string> ToFlags(IReadOnlyList<string> arguments)
    {
        var flags = new List<string>();
        var alone = new List<string>();
        var isFlagPossible = true;
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!isFlagPossible || !argument.StartsWith('-'))
                alone.Add(argument);
            else if (argument == "--")
                isFlagPossible = false;
            else
                flags.Add(WithValue(Named(argument), arguments, ref i));
        }

        return [.. flags, .. RpcArguments.ToFlags(alone)];
    }

    private static string Named(string argument)
    {
        if (argument.Length > 2 && argument[1] != '-')
            argument = $"-{argument}";

        // The original's last version says it so, its README as everyone else.
        const string Last = "--bitcoindAddress";
        return argument == Last || argument.StartsWith($"{Last}=", StringComparison.Ordinal)
            ? $"--bitcoind_address{argument[Last.Length..]}"
            : argument;
    }

    private static string WithValue(string flag, IReadOnlyList<string> arguments, ref int at) =>
        !flag.StartsWith("--", StringComparison.Ordinal) || flag.Contains('=') || flag == "--help"
            || at + 1 >= arguments.Count || arguments[at + 1].StartsWith('-')
            ? flag
            : $"{flag}={arguments[++at]}";
}
