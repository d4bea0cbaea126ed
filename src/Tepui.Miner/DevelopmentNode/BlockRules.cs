using System;
using System.Linq;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.DevelopmentNode;

/// <summary>
/// What makes a block bad, in the order and the words of Bitcoin Core (BIP 22 lets a node give such reasons). There is no pool
/// of transactions here and no coins are tracked, so a block with a transaction beside its coinbase is refused.
/// </summary>
public static class BlockRules
{
    private const uint LeastVersion = 4;
    private const uint GreatestTimeAhead = 2 * 60 * 60;
    private const int GreatestWeight = 4_000_000;

    public static string? Refusal(Block block, DevelopmentChain chain) =>
        Alone(block) ?? Header(block.Header, chain) ?? InPlace(block, chain);

    /// <summary>What can be seen from the block alone.</summary>
    private static string? Alone(Block block)
    {
        if (!Target.TryFromCompact(block.Header.Bits, out var target) || !block.Hash.Meets(target))
            return "high-hash";
        if (block.ComputeMerkleRoot() != block.Header.MerkleRoot)
            return "bad-txnmrklroot";
        if (MerkleTree.IsMutated([.. block.Transactions.Select(transaction => transaction.TransactionId())]))
            return "bad-txns-duplicate";
        if (block.Transactions.Count == 0 || !block.Transactions[0].IsCoinbase)
            return "bad-cb-missing";
        if (block.Transactions.Skip(1).Any(transaction => transaction.IsCoinbase))
            return "bad-cb-multiple";
        var coinbase = block.Transactions[0];
        if (coinbase.Outputs.Count == 0)
            return "bad-txns-vout-empty";
        if (coinbase.Outputs.Any(output => output.Value < 0))
            return "bad-txns-vout-negative";
        return coinbase.Inputs[0].Script.Length is < Script.LeastCoinbaseLength or > Script.GreatestCoinbaseLength
            ? "bad-cb-length"
            : null;
    }

    private static string? Header(BlockHeader header, DevelopmentChain chain)
    {
        var tip = chain.Tip;
        if (header.PreviousBlock != tip.Hash)
            return chain.Find(header.PreviousBlock) is null ? "prev-blk-not-found" : "inconclusive-not-best-prevblk";
        if (!chain.Allows(header.Bits))
            return "bad-diffbits";
        if (header.Time <= tip.MedianTime)
            return "time-too-old";
        if (header.Time > (ulong)chain.Now + GreatestTimeAhead)
            return "time-too-new";

        // A version is a signed number: one with the highest bit set counts as below the least.
        return unchecked((int)header.Version) < LeastVersion ? $"bad-version(0x{header.Version:x8})" : null;
    }

    private static string? InPlace(Block block, DevelopmentChain chain)
    {
        var height = chain.Tip.Height + 1;
        var coinbase = block.Transactions[0];
        if (!coinbase.Inputs[0].Script.AsSpan().StartsWith(Script.HeightPrefix(height)))
            return "bad-cb-height";
        if (Witnesses(block) is { } reason)
            return reason;
        if (Weight(block) > GreatestWeight)
            return "bad-blk-weight";
        if (block.Transactions.Count > 1)
            return "bad-txns-inputs-missingorspent";
        decimal paid = coinbase.Outputs.Sum(output => (decimal)output.Value);
        return paid > DevelopmentChain.Subsidy(height) ? "bad-cb-amount" : null;
    }

    /// <summary>BIP 141: with a commitment the coinbase's witness is one item of 32 bytes and the hash must match; without, there are none.</summary>
    private static string? Witnesses(Block block)
    {
        var coinbase = block.Transactions[0];
        if (WitnessCommitment.Find(coinbase.Outputs) is not { } commitment)
            return block.Transactions.Any(transaction => transaction.HasWitness) ? "unexpected-witness" : null;
        var witness = coinbase.Inputs[0].Witness;
        if (witness.Count != 1 || witness[0].Length != Hash256.Size)
            return "bad-witness-nonce-size";
        var expected = WitnessCommitment.OutputScript(
            [.. block.Transactions.Skip(1).Select(transaction => transaction.WitnessTransactionId())], witness[0]);
        return WitnessCommitment.Matches(commitment, expected) ? null : "bad-witness-merkle-match";
    }

    /// <summary>BIP 141: three times the size without witnesses, and once with them.</summary>
    public static int Weight(Block block)
    {
        var (whole, stripped) = (0, 0);
        foreach (var transaction in block.Transactions)
        {
            whole += transaction.Serialize().Length;
            stripped += transaction.Serialize(withWitness: false).Length;
        }

        var rest = BlockHeader.Size + new BitcoinWriter().CompactSize((ulong)block.Transactions.Count).Length;
        return (3 * (stripped + rest)) + whole + rest;
    }
}
