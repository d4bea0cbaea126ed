using System;
using System.Threading.Tasks;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.DevelopmentNode;

namespace Tepui.Miner.Tests.DevelopmentNode;

public class BlockRulesTests
{
    private readonly DevelopmentNetwork _network = new();

    [Fact]
    public void Genesis_IsRegtests() =>
        _network.Chain.Tip.Hash.ToString().ShouldBe("0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206");

    [Fact]
    public async Task Submit_GoodBlocks_AreAcceptedOneOnTheOther()
    {
        for (var height = 1; height <= 20; height++)
        {
            (await _network.SubmitAsync(await _network.MineAsync())).ShouldBeNull();
            _network.Chain.Tip.Height.ShouldBe(height);
            _network.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Submit_TheSameBlockAgain_IsADuplicate()
    {
        var block = await _network.MineAsync();
        (await _network.SubmitAsync(block)).ShouldBeNull();
        (await _network.SubmitAsync(block)).ShouldBe("duplicate");
    }

    [Fact]
    public async Task Submit_HashAboveTheTarget_IsRefused()
    {
        var block = await _network.MineAsync();
        var target = Target.FromCompact(block.Header.Bits);
        while (block.Hash.Meets(target))
            block = block with { Header = block.Header with { Nonce = block.Header.Nonce + 1 } };
        (await _network.SubmitAsync(block)).ShouldBe("high-hash");
    }

    [Theory]
    [InlineData("bad-txnmrklroot")]
    [InlineData("prev-blk-not-found")]
    [InlineData("inconclusive-not-best-prevblk")]
    [InlineData("bad-diffbits")]
    [InlineData("time-too-old")]
    [InlineData("time-too-new")]
    [InlineData("bad-version(0x00000003)")]
    public async Task Submit_BadHeader_IsRefusedByItsReason(string reason)
    {
        (await _network.SubmitAsync(await _network.MineAsync())).ShouldBeNull();
        var before = _network.Chain.At(0)!.Hash;
        var block = await _network.MineAsync(good => good with
        {
            Header = reason switch
            {
                "bad-txnmrklroot" => good.Header with { MerkleRoot = Hash256.Zero },
                "prev-blk-not-found" => good.Header with { PreviousBlock = Hash256.Zero },
                "inconclusive-not-best-prevblk" => good.Header with { PreviousBlock = before },
                "bad-diffbits" => good.Header with { Bits = 0x207ffffe },
                "time-too-old" => good.Header with { Time = _network.Chain.Tip.MedianTime },
                "time-too-new" => good.Header with { Time = _network.Chain.Now + 7201 },
                _ => good.Header with { Version = 3 },
            },
        });
        (await _network.SubmitAsync(block)).ShouldBe(reason);
    }

    [Theory]
    [InlineData("bad-cb-missing")]
    [InlineData("bad-cb-multiple")]
    [InlineData("bad-cb-length")]
    [InlineData("bad-cb-height")]
    [InlineData("bad-cb-amount")]
    [InlineData("bad-txns-vout-empty")]
    [InlineData("bad-txns-vout-negative")]
    [InlineData("bad-txns-duplicate")]
    [InlineData("bad-txns-inputs-missingorspent")]
    [InlineData("bad-witness-nonce-size")]
    [InlineData("bad-witness-merkle-match")]
    [InlineData("unexpected-witness")]
    public async Task Submit_BadTransactions_AreRefusedByTheirReason(string reason)
    {
        var block = await _network.MineAsync(good => Rebuild(good, reason));
        (await _network.SubmitAsync(block)).ShouldBe(reason);
    }

    [Fact]
    public async Task Submit_NoBlock_IsAnErrorOfItsOwn()
    {
        (await Should.ThrowAsync<RpcException>(() => _network.CallAsync("submitblock", "\"zz\""))).Code.ShouldBe(-22);
        (await Should.ThrowAsync<RpcException>(() => _network.CallAsync("submitblock", "\"00\""))).Code.ShouldBe(-22);
        (await Should.ThrowAsync<RpcException>(() => _network.CallAsync("submitblock"))).Code.ShouldBe(RpcException.InvalidParams);
    }

    private static Block Rebuild(Block good, string reason)
    {
        var coinbase = good.Transactions[0];
        var input = coinbase.Inputs[0];
        var spend = new Transaction(
            2, [new TransactionInput(DoubleSha256.Hash([1]), 0, [], uint.MaxValue, [])], [new TransactionOutput(1, [])], 0);
        Transaction[] transactions = reason switch
        {
            "bad-cb-missing" => [spend],
            "bad-cb-multiple" => [coinbase, coinbase with { Version = 9 }],
            "bad-txns-duplicate" => [coinbase, spend with { Version = 3 }, spend, spend],
            "bad-txns-inputs-missingorspent" => [Committed(coinbase, spend), spend],
            "bad-cb-length" => [coinbase with { Inputs = [input with { Script = new byte[101] }] }],
            "bad-cb-height" => [coinbase with { Inputs = [input with { Script = [.. Script.HeightPrefix(2), 0, 0] }] }],
            "bad-cb-amount" => [coinbase with { Outputs = [coinbase.Outputs[0] with { Value = 50_0000_0001 }, coinbase.Outputs[1]] }],
            "bad-txns-vout-empty" => [coinbase with { Outputs = [] }],
            "bad-txns-vout-negative" => [coinbase with { Outputs = [coinbase.Outputs[0] with { Value = -1 }, coinbase.Outputs[1]] }],
            "bad-witness-nonce-size" => [coinbase with { Inputs = [input with { Witness = [new byte[31]] }] }],
            "bad-witness-merkle-match" => [coinbase with { Inputs = [input with { Witness = [DoubleSha256.Hash([1]).ToByteArray()] }] }],
            _ => [coinbase with { Outputs = [coinbase.Outputs[0]] }],
        };
        var rebuilt = good with { Transactions = transactions };
        return rebuilt with { Header = good.Header with { MerkleRoot = rebuilt.ComputeMerkleRoot() } };
    }

    private static Transaction Committed(Transaction coinbase, Transaction other) => coinbase with
    {
        Outputs =
        [
            coinbase.Outputs[0],
            new TransactionOutput(
                0, WitnessCommitment.OutputScript([other.WitnessTransactionId()], WitnessCommitment.ReservedValue)),
        ],
    };
}
