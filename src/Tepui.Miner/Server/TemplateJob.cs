using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Node;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Server;

/// <summary>A block template made ready for workers.</summary>
/// <param name="payoutScript">The output script that the subsidy and the fees are paid to.</param>
public sealed class TemplateJob(string id, BlockTemplate template, byte[] payoutScript)
    : MiningJob(Notification(id, template, payoutScript))
{
    private const int ExtranonceSize = 8;
    private const uint CoinbaseVersion = 2;
    private static readonly byte[] Tag = Encoding.ASCII.GetBytes("/Tepui/");

    public BlockTemplate Template => template;

    public override long Height => template.Height;

    public override uint MinimumTime => template.MinimumTime;

    public override double GreatestDifficulty => Target.Difficulty;

    /// <summary>The whole block, serialized for <c>submitblock</c>; with the coinbase's witness where BIP 141 asks for it.</summary>
    public byte[] Block(ReadOnlySpan<byte> extranonce1, ReadOnlySpan<byte> extranonce2, uint time, uint nonce, uint version)
    {
        var coinbase = Transaction.Parse(Coinbase(extranonce1, extranonce2));
        if (template.WitnessCommitment is not null)
            coinbase = coinbase with { Inputs = [coinbase.Inputs[0] with { Witness = [WitnessCommitment.ReservedValue] }] };
        var writer = new BitcoinWriter(4096)
            .Bytes(Header(extranonce1, extranonce2, time, nonce, version).ToByteArray())
            .CompactSize((ulong)template.Transactions.Count + 1);
        coinbase.WriteTo(writer);
        foreach (var transaction in template.Transactions)
            writer.Bytes(transaction.Data);
        return writer.ToArray();
    }

    private static NotifyNotification Notification(string id, BlockTemplate template, byte[] payoutScript)
    {
        var (start, end) = CutCoinbase(template, payoutScript);
        return new NotifyNotification(
            id, template.PreviousBlock, start, end,
            MerkleTree.FirstLeafBranch([.. template.Transactions.Select(transaction => transaction.TransactionId)]),
            template.Version, template.Bits, template.CurrentTime, CleanJobs: false);
    }

    /// <summary>The coinbase without witness, cut where the extranonces go.</summary>
    private static (byte[] Start, byte[] End) CutCoinbase(BlockTemplate template, byte[] payoutScript)
    {
        var script = new BitcoinWriter().PushNumber(template.Height).Push(new byte[ExtranonceSize]);
        var before = script.Length - ExtranonceSize;
        script.Push(Tag);
        var outputs = new List<TransactionOutput> { new(template.CoinbaseValue, payoutScript) };
        if (template.WitnessCommitment is { } commitment)
            outputs.Add(new TransactionOutput(0, commitment));
        var whole = new Transaction(CoinbaseVersion, [TransactionInput.Coinbase(script.ToArray())], outputs, LockTime: 0)
            .Serialize(withWitness: false);

        // Version, the count of inputs, what is spent and the script's length stand before the script.
        const int ScriptOffset = 4 + 1 + Hash256.Size + 4 + 1;
        return (whole[..(ScriptOffset + before)], whole[(ScriptOffset + before + ExtranonceSize)..]);
    }
}
