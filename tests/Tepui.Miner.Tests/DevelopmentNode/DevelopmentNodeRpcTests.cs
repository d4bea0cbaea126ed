using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.DevelopmentNode;

namespace Tepui.Miner.Tests.DevelopmentNode;

public class DevelopmentNodeRpcTests
{
    private readonly DevelopmentNetwork _network = new();

    [Fact]
    public async Task GetBlock_OfAMinedBlock_ShowsItInBothForms()
    {
        var block = await _network.MineAsync();
        await _network.SubmitAsync(block);
        ((string?)await _network.CallAsync("getbestblockhash")).ShouldBe(block.Hash.ToString());
        ((long?)await _network.CallAsync("getblockcount")).ShouldBe(1);
        ((string?)await _network.CallAsync("getblockhash", "1")).ShouldBe(block.Hash.ToString());
        ((string?)await _network.CallAsync("getblock", $"\"{block.Hash}\"", "0")).ShouldBe(Hex.Encode(block.Serialize()));
        var json = (JsonObject)(await _network.CallAsync("getblock", $"\"{block.Hash}\""))!;
        ((string?)json["tx"]![0]).ShouldBe(block.Transactions[0].TransactionId().ToString());
        ((int?)json["size"]).ShouldBe(block.Serialize().Length);
        ((string?)json["previousblockhash"]).ShouldBe(_network.Chain.At(0)!.Hash.ToString());
        var header = (JsonObject)(await _network.CallAsync("getblockheader", $"\"{_network.Chain.At(0)!.Hash}\""))!;
        ((string?)header["nextblockhash"]).ShouldBe(block.Hash.ToString());
        ((long?)header["confirmations"]).ShouldBe(2);
    }

    [Fact]
    public async Task GetBlockTemplate_WithoutSegwit_IsRefused() =>
        (await Should.ThrowAsync<RpcException>(() => _network.CallAsync("getblocktemplate"))).Code.ShouldBe(-8);

    [Fact]
    public async Task GetBlockTemplate_LongPoll_AnswersWithTheNextBlock()
    {
        var template = await _network.TemplateAsync();
        var waiting = _network.CallAsync(
            "getblocktemplate", $$"""{"rules":["segwit"],"longpollid":"{{template.LongPollId}}"}""");
        waiting.IsCompleted.ShouldBeFalse();
        await _network.SubmitAsync(await _network.MineAsync());
        ((long?)(await waiting)!["height"]).ShouldBe(2);
    }

    [Fact]
    public async Task GetBlockTemplate_LongPollOfOldWork_AnswersAtOnce()
    {
        var json = await _network.CallAsync("getblocktemplate", """{"rules":["segwit"],"longpollid":"old"}""");
        ((long?)json!["height"]).ShouldBe(1);
    }

    [Fact]
    public async Task GetBlockTemplate_LongPollWithoutNews_AnswersAfterAMinute()
    {
        var template = await _network.TemplateAsync();
        var waiting = _network.CallAsync(
            "getblocktemplate", $$"""{"rules":["segwit"],"longpollid":"{{template.LongPollId}}"}""");
        _network.Time.Advance(TimeSpan.FromMinutes(1));
        ((long?)(await waiting)!["height"]).ShouldBe(1);
    }

    [Fact]
    public async Task GetNewAddress_IsOneThatValidateAddressKnows()
    {
        var address = (string?)await _network.CallAsync("getnewaddress");
        var json = (await _network.CallAsync("validateaddress", $"\"{address}\""))!;
        ((bool?)json["isvalid"]).ShouldBe(true);
        Address.TryParse(address!, out var script).ShouldBeTrue();
        ((string?)json["scriptPubKey"]).ShouldBe(Hex.Encode(script));
    }

    [Fact]
    public async Task ValidateAddress_OfAnotherNetwork_IsNotValid()
    {
        var json = (await _network.CallAsync("validateaddress", "\"BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4\""))!;
        ((bool?)json["isvalid"]).ShouldBe(false);
    }

    [Theory]
    [InlineData("getblockhash", "99", -8)]
    [InlineData("getblockhash", "\"x\"", -3)]
    [InlineData("getblock", "\"x\"", -8)]
    [InlineData("nosuchthing", "1", -32601)]
    public async Task Call_Wrong_GivesBitcoinsCode(string method, string parameter, int code) =>
        (await Should.ThrowAsync<RpcException>(() => _network.CallAsync(method, parameter))).Code.ShouldBe(code);

    [Fact]
    public async Task GetMiningInfo_AndChainInfo_NameTheNetwork()
    {
        ((string?)(await _network.CallAsync("getblockchaininfo"))!["chain"]).ShouldBe("regtest");
        ((long?)(await _network.CallAsync("getmininginfo"))!["blocks"]).ShouldBe(0);
    }
}
