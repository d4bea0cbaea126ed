using System.Linq;
using System.Text.Json.Nodes;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.DevelopmentNode;

/// <summary>Blocks and the chain as Bitcoin Core's RPC shows them.</summary>
internal static class ChainJson
{
    private const string Chain = "regtest";
    private const uint TemplateVersion = 0x2000_0000;
    private const int GreatestWeight = 4_000_000;

    public static string LongPollId(DevelopmentChain chain) => $"{chain.Tip.Hash}{Hex.EncodeUInt32(chain.NextBits)}";

    public static JsonObject Template(DevelopmentChain chain)
    {
        var (tip, bits) = (chain.Tip, chain.NextBits);
        var commitment = WitnessCommitment.OutputScript([], WitnessCommitment.ReservedValue);
        return new JsonObject
        {
            ["capabilities"] = new JsonArray(),
            ["version"] = TemplateVersion,
            ["rules"] = new JsonArray("csv", "!segwit"),
            ["vbavailable"] = new JsonObject(),
            ["vbrequired"] = 0,
            ["previousblockhash"] = tip.Hash.ToString(),
            ["transactions"] = new JsonArray(),
            ["coinbaseaux"] = new JsonObject(),
            ["coinbasevalue"] = DevelopmentChain.Subsidy(tip.Height + 1),
            ["longpollid"] = LongPollId(chain),
            ["target"] = Target.FromCompact(bits).ToString(),
            ["mintime"] = tip.MedianTime + 1,
            ["mutable"] = new JsonArray("time", "transactions", "prevblock"),
            ["noncerange"] = "00000000ffffffff",
            ["sigoplimit"] = 80_000,
            ["sizelimit"] = GreatestWeight,
            ["weightlimit"] = GreatestWeight,
            ["curtime"] = uint.Max(chain.Now, tip.MedianTime + 1),
            ["bits"] = Hex.EncodeUInt32(bits),
            ["height"] = tip.Height + 1,
            ["default_witness_commitment"] = Hex.Encode(commitment),
        };
    }

    public static JsonObject ChainInfo(DevelopmentChain chain) => new()
    {
        ["chain"] = Chain,
        ["blocks"] = chain.Tip.Height,
        ["headers"] = chain.Tip.Height,
        ["bestblockhash"] = chain.Tip.Hash.ToString(),
        ["difficulty"] = Difficulty(chain.Tip.Block.Header.Bits),
        ["time"] = chain.Tip.Block.Header.Time,
        ["mediantime"] = chain.Tip.MedianTime,
        ["verificationprogress"] = 1,
        ["initialblockdownload"] = false,
        ["chainwork"] = Work(chain.Tip),
        ["pruned"] = false,
        ["warnings"] = "",
    };

    public static JsonObject MiningInfo(DevelopmentChain chain) => new()
    {
        ["blocks"] = chain.Tip.Height,
        ["difficulty"] = Difficulty(chain.NextBits),
        ["networkhashps"] = chain.HashesPerSecond,
        ["pooledtx"] = 0,
        ["chain"] = Chain,
        ["warnings"] = "",
    };

    public static JsonObject Header(DevelopmentChain chain, ChainEntry entry)
    {
        var header = entry.Block.Header;
        var json = new JsonObject
        {
            ["hash"] = entry.Hash.ToString(),
            ["confirmations"] = chain.Tip.Height - entry.Height + 1,
            ["height"] = entry.Height,
            ["version"] = unchecked((int)header.Version),
            ["versionHex"] = Hex.EncodeUInt32(header.Version),
            ["merkleroot"] = header.MerkleRoot.ToString(),
            ["time"] = header.Time,
            ["mediantime"] = entry.MedianTime,
            ["nonce"] = header.Nonce,
            ["bits"] = Hex.EncodeUInt32(header.Bits),
            ["difficulty"] = Difficulty(header.Bits),
            ["chainwork"] = Work(entry),
            ["nTx"] = entry.Block.Transactions.Count,
        };
        if (entry.Height > 0)
            json["previousblockhash"] = header.PreviousBlock.ToString();
        if (chain.At(entry.Height + 1) is { } next)
            json["nextblockhash"] = next.Hash.ToString();
        return json;
    }

    public static JsonObject Block(DevelopmentChain chain, ChainEntry entry)
    {
        var json = Header(chain, entry);
        var weight = BlockRules.Weight(entry.Block);
        json["size"] = entry.Data.Length;
        json["strippedsize"] = (weight - entry.Data.Length) / 3;
        json["weight"] = weight;
        json["tx"] = new JsonArray([.. entry.Block.Transactions.Select(item => JsonValue.Create(item.TransactionId().ToString()))]);
        return json;
    }

    private static double Difficulty(uint bits) => Target.FromCompact(bits).Difficulty;

    private static string Work(ChainEntry entry) => entry.Work.ToString("x64")[^64..];
}
