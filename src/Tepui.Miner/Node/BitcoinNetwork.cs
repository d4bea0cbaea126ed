using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Miner.Node;

/// <summary>A network of Bitcoin's, with all the names that nodes and p2pool have for it, and the port of a node's JSON-RPC there.</summary>
public sealed record BitcoinNetwork(int RpcPort, params IReadOnlyList<string> Names)
{
    private static readonly BitcoinNetwork[] All =
    [
        new(NodeEndpoint.DefaultPort, "bitcoin", "main"),
        new(18332, "testnet", "bitcoin_testnet", "test"),
        new(48332, "testnet4"),
        new(38332, "signet"),
        new(18443, "regtest", "btcregtest"),
    ];

    /// <summary>What may be named, for a message.</summary>
    public static string Choices => string.Join(", ", All.Select(network => network.Names[0]));

    public static BitcoinNetwork? Find(string name) => Array.Find(All, network => network.Names.Contains(name));
}
