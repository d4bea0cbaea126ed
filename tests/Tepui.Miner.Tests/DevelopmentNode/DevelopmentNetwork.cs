using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.DevelopmentNode;
using Tepui.Miner.Node;
using Tepui.Miner.Server;
using Tepui.Testing;

namespace Tepui.Miner.Tests.DevelopmentNode;

/// <summary>A development node so easy that every second hash is a block, its RPC called without a socket.</summary>
public sealed class DevelopmentNetwork
{
    public static readonly byte[] Payout = Script.PayToWitness(0, new byte[20]);

    public DevelopmentNetwork()
    {
        Chain = new DevelopmentChain(new DevelopmentDifficulty(1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)), Time);
        Rpc = new DevelopmentNodeRpc(Chain, Time);
    }

    public VirtualTime Time { get; } = new();

    public DevelopmentChain Chain { get; }

    public DevelopmentNodeRpc Rpc { get; }

    public Task<JsonNode?> CallAsync(string method, params string[] parameters) =>
        Rpc.CallAsync(method, Parse(parameters), CancellationToken.None);

    public async Task<BlockTemplate> TemplateAsync()
    {
        var json = await CallAsync("getblocktemplate", """{"rules":["segwit"]}""");
        using var document = JsonDocument.Parse(json!.ToJsonString());
        return BlockTemplate.Parse(document.RootElement, "test");
    }

    /// <summary>A block for the present tip, found by trying nonces; altered first, if asked for.</summary>
    public async Task<Block> MineAsync(Func<Block, Block>? alter = null)
    {
        var job = new TemplateJob("1", await TemplateAsync(), Payout);
        var block = Block.Parse(job.Block([0, 0, 0, 1], [0, 0, 0, 0], job.Template.CurrentTime, 0, job.Version));
        return Seal(alter?.Invoke(block) ?? block);
    }

    /// <summary>Finds a nonce for the header as it is.</summary>
    public static Block Seal(Block block)
    {
        while (Target.TryFromCompact(block.Header.Bits, out var target) && !block.Hash.Meets(target))
            block = block with { Header = block.Header with { Nonce = block.Header.Nonce + 1 } };
        return block;
    }

    /// <summary>The node's verdict: null for accepted.</summary>
    public async Task<string?> SubmitAsync(Block block) =>
        (string?)await CallAsync("submitblock", $"\"{Hex.Encode(block.Serialize())}\"");

    public static IReadOnlyList<JsonElement> Parse(params string[] parameters)
    {
        using var document = JsonDocument.Parse($"[{string.Join(',', parameters)}]");
        return [.. document.RootElement.Clone().EnumerateArray()];
    }
}
