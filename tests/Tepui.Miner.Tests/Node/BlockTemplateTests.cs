using System.Text.Json;
using System.Text.Json.Nodes;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.DevelopmentNode;
using Tepui.Miner.Node;

namespace Tepui.Miner.Tests.Node;

public class BlockTemplateTests
{
    private const string Commitment = "6a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf9";

    [Fact]
    public void Parse_ATemplateAsNodesGiveIt_HasAllOfIt()
    {
        var template = Parse(Json());
        template.Height.ShouldBe(433);
        template.Version.ShouldBe(0x20000000u);
        template.Target.ShouldBe(Target.FromCompact(0x207fffff));
        template.CoinbaseValue.ShouldBe(12_5000_0000);
        template.LongPollId.ShouldBe("abc");
        Hex.Encode(template.WitnessCommitment!).ShouldBe(Commitment);
    }

    [Fact]
    public void Parse_CommitmentBeforeSegwitIsActive_IsLeftOut()
    {
        // bcoin gives one from the first block on; a block with a witness would be refused then.
        var json = Json();
        json["rules"] = new JsonArray("csv");
        Parse(json).WitnessCommitment.ShouldBeNull();
    }

    [Fact]
    public void Parse_SegwitWithoutACommitment_WorksItOut()
    {
        var json = Json();
        json.Remove("default_witness_commitment");
        Hex.Encode(Parse(json).WitnessCommitment!).ShouldBe(Commitment);
    }

    [Fact]
    public void Parse_TransactionWithoutItsIds_WorksThemOut()
    {
        var coinbase = DevelopmentGenesis.Block.Transactions[0];
        var json = Json();
        json["transactions"] = new JsonArray(new JsonObject { ["data"] = Hex.Encode(coinbase.Serialize()) });
        Parse(json).Transactions[0].TransactionId.ShouldBe(coinbase.TransactionId());
    }

    [Fact]
    public void Parse_NegativeVersion_IsItsBits()
    {
        var json = Json();
        json["version"] = -1;
        Parse(json).Version.ShouldBe(uint.MaxValue);
    }

    private static JsonObject Json() => new()
    {
        ["version"] = 0x20000000,
        ["rules"] = new JsonArray("csv", "!segwit"),
        ["height"] = 433,
        ["previousblockhash"] = new string('1', 64),
        ["bits"] = "207fffff",
        ["curtime"] = 1795264737,
        ["mintime"] = 1795264700,
        ["coinbasevalue"] = 12_5000_0000,
        ["longpollid"] = "abc",
        ["default_witness_commitment"] = Commitment,
        ["transactions"] = new JsonArray(),
    };

    private static BlockTemplate Parse(JsonObject json)
    {
        using var document = JsonDocument.Parse(json.ToJsonString());
        return BlockTemplate.Parse(document.RootElement, "test");
    }
}
