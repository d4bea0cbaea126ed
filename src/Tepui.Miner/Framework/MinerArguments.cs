using System;
using System.Collections.Generic;

namespace Tepui.Miner.Framework;

/// <summary>Makes the original framework's command line into flags.</summary>
public static class MinerArguments
{
    /// <summary>
    /// <c>-master</c> and <c>-bitcoind_address</c> (with <c>=</c> or the value next) get their second dash; what stands alone is
    /// the RPC user and then the RPC password. Anything else passes through for the flags' parser to judge.
    /// </summary>
    public static IReadOnlyList<string> ToFlags(IReadOnlyList<string> arguments)
    {
        var flags = new List<string>();
        string[] positional = ["--rpc_user", "--rpc_password"];
        var next = 0;
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument.Length > 2 && argument[0] == '-' && argument[1] != '-')
                argument = $"-{argument}";
            if (argument.StartsWith("--", StringComparison.Ordinal) || argument == "-h")
            {
                var takesNext = !argument.Contains('=') && argument is not ("--help" or "-h")
                    && i + 1 < arguments.Count && !arguments[i + 1].StartsWith('-');
                flags.Add(takesNext ? $"{argument}={arguments[++i]}" : argument);
            }
            else
            {
                flags.Add(next < positional.Length ? $"{positional[next++]}={argument}" : argument);
            }
        }

        return flags;
    }
}
