using System;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.DevelopmentNode;

namespace Tepui.Miner.Tests.Bitcoin;

public class TransactionTests
{
    private const string GenesisCoinbaseId = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";

    [Fact]
    public void TransactionId_OfTheGenesisCoinbase_IsTheMainNetworksMerkleRoot()
    {
        var coinbase = DevelopmentGenesis.Block.Transactions[0];
        coinbase.TransactionId().ToString().ShouldBe(GenesisCoinbaseId);
        coinbase.IsCoinbase.ShouldBeTrue();
        Transaction.Parse(coinbase.Serialize()).TransactionId().ToString().ShouldBe(GenesisCoinbaseId);
    }

    [Fact]
    public void TheMainNetworksGenesisHeader_OverThisCoinbase_HasItsKnownHash()
    {
        var header = new BlockHeader(
            1, Hash256.Zero, DevelopmentGenesis.Block.ComputeMerkleRoot(), Time: 1231006505, Bits: 0x1d00ffff, Nonce: 2083236893);
        header.ComputeHash().ToString().ShouldBe("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
    }

    [Fact]
    public void Serialize_WithWitness_IsReadBackAndKeepsItsId()
    {
        var plain = DevelopmentGenesis.Block.Transactions[0];
        var witness = plain with { Inputs = [plain.Inputs[0] with { Witness = [new byte[32], [1, 2]] }] };
        var read = Transaction.Parse(witness.Serialize());
        read.Inputs[0].Witness.Count.ShouldBe(2);
        read.Inputs[0].Witness[1].ShouldBe([1, 2]);
        read.TransactionId().ShouldBe(plain.TransactionId());
        read.WitnessTransactionId().ShouldNotBe(plain.TransactionId());
        plain.WitnessTransactionId().ShouldBe(plain.TransactionId());
    }

    [Fact]
    public void Parse_CutAnywhere_SaysSoAndNothingElse()
    {
        var bytes = DevelopmentGenesis.Block.Serialize();
        for (var length = 0; length < bytes.Length; length++)
            Should.Throw<FormatException>(() => Block.Parse(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Parse_ForgedCount_AllocatesNothing() =>
        Should.Throw<FormatException>(() => Transaction.Parse(Hex.Decode("01000000" + "feffffff7f")))
            .Message.ShouldContain("more than the data can hold");

    [Fact]
    public void Parse_CountInALongForm_IsRefused() =>
        Should.Throw<FormatException>(() => Transaction.Parse(Hex.Decode("01000000" + "fd0100" + new string('0', 200))))
            .Message.ShouldContain("shortest form");
}
