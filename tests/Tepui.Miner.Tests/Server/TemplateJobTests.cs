using System;
using System.Linq;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.DevelopmentNode;
using Tepui.Miner.Node;
using Tepui.Miner.Server;
using Tepui.Miner.Stratum;
using Tepui.Miner.Tests.DevelopmentNode;

namespace Tepui.Miner.Tests.Server;

public class TemplateJobTests
{
    private static readonly byte[] Extranonce1 = [1, 2, 3, 4];
    private static readonly byte[] Extranonce2 = [5, 6, 7, 8];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void Block_WithTransactions_IsConsistent(int count)
    {
        var job = new TemplateJob("1", Template(count, segwit: true), DevelopmentNetwork.Payout);
        var header = job.Header(Extranonce1, Extranonce2, 1_700_000_000, 42, job.Version);
        var block = Block.Parse(job.Block(Extranonce1, Extranonce2, 1_700_000_000, 42, job.Version));
        block.Header.ShouldBe(header);
        block.Transactions.Count.ShouldBe(count + 1);
        block.ComputeMerkleRoot().ShouldBe(header.MerkleRoot);

        var coinbase = block.Transactions[0];
        coinbase.Inputs[0].Script.AsSpan().StartsWith(Script.HeightPrefix(840_000)).ShouldBeTrue();
        coinbase.Inputs[0].Script.Length.ShouldBeInRange(Script.LeastCoinbaseLength, Script.GreatestCoinbaseLength);
        coinbase.Outputs[0].ShouldBeEquivalentTo(new TransactionOutput(3_1250_0000, DevelopmentNetwork.Payout));
        var expected = WitnessCommitment.OutputScript(
            [.. block.Transactions.Skip(1).Select(transaction => transaction.WitnessTransactionId())], coinbase.Inputs[0].Witness[0]);
        WitnessCommitment.Find(coinbase.Outputs).ShouldBe(expected);
    }

    [Fact]
    public void Block_BeforeSegwit_HasNoWitness()
    {
        var job = new TemplateJob("1", Template(1, segwit: false), DevelopmentNetwork.Payout);
        var block = Block.Parse(job.Block(Extranonce1, Extranonce2, 1_700_000_000, 42, job.Version));
        block.Transactions[0].HasWitness.ShouldBeFalse();
        block.Transactions[0].Outputs.Count.ShouldBe(1);
    }

    /// <summary>The main network's first block, its coinbase cut in two as a pool does it, and eight letters of its headline as extranonces.</summary>
    [Fact]
    public void Header_OfTheGenesisBlockAsAJob_HasItsKnownHash()
    {
        var coinbase = DevelopmentGenesis.Block.Transactions[0].Serialize();
        var job = new NotifyNotification("1", Hash256.Zero, coinbase.AsMemory(0, 60), coinbase.AsMemory(68), [], 1, 0x1d00ffff, 1231006505, false);
        var header = JobHeader.Build(job, coinbase.AsSpan(60, 4), coinbase.AsSpan(64, 4), 1231006505, 2083236893);
        header.ComputeHash().ToString().ShouldBe("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
    }

    private static BlockTemplate Template(int count, bool segwit)
    {
        var transactions = Enumerable.Range(1, count).Select(number =>
        {
            var input = new TransactionInput(DoubleSha256.Hash([(byte)number]), 0, [], uint.MaxValue, segwit ? [[1, 2, 3]] : []);
            return new Transaction(2, [input], [new TransactionOutput(number, [Script.Op1])], 0);
        }).Select(transaction => new TemplateTransaction(
            transaction.Serialize(), transaction.TransactionId(), transaction.WitnessTransactionId())).ToArray();
        return new BlockTemplate
        {
            Version = 0x20000000,
            PreviousBlock = DoubleSha256.Hash([9]),
            Height = 840_000,
            Bits = 0x17034219,
            Target = Target.FromCompact(0x17034219),
            CurrentTime = 1_700_000_000,
            MinimumTime = 1_600_000_000,
            CoinbaseValue = 3_1250_0000,
            Transactions = transactions,
            WitnessCommitment = segwit
                ? WitnessCommitment.OutputScript([.. transactions.Select(item => item.WitnessTransactionId)], WitnessCommitment.ReservedValue)
                : null,
        };
    }
}
