using System.Collections.Generic;

namespace Tepui.Miner.Node;

/// <summary>The RPC user and password that stand alone on a command line, as p2pool and the original framework take them.</summary>
internal static class RpcArguments
{
    /// <summary>One is the password, and the user is empty; of two, the user comes first. A third passes, for the parser to refuse.</summary>
    public static IEnumerable<string> ToFlags(IReadOnlyList<string> alone)
    {
        string[] names = alone.Count == 1 ? ["--rpc_password"] : ["--rpc_user", "--rpc_password"];
        for (var i = 0; i < alone.Count; i++)
            yield return i < names.Length ? $"{names[i]}={alone[i]}" : alone[i];
    }
}
