using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Node;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Server;

/// <summary>A block template made ready for workers: they fill in the extranonces, the time and the nonce.</summary>
public sealed class MiningJob
{
    public const int Extranonce1Size = 4;
    public const int Extranonce2Size = 4;
    private const uint CoinbaseVersion = 2;
    private const int ExtranonceSize = Extranonce1Size + Extranonce2Size;
    private static readonly byte[] Tag = Encoding.ASCII.GetBytes("/Tepui/");
    private readonly NotifyNotification _notification;

    /// <param name="payoutScript">The output script that the subsidy and the fees are paid to.</param>
    public MiningJob(string id, BlockTemplate template, byte[] payoutScript)
    {
        Template = template;
        var (start, end) = Coinbase(template, payoutScript);
        _notification = new NotifyNotification(
            id, template.PreviousBlock, start, end,
            MerkleTree.FirstLeafBranch([.. template.Transactions.Select(transaction => transaction.TransactionId)]),
            template.Version, template.Bits, template.CurrentTime, CleanJobs: false);
    }

    public string Id => _notification.JobId;

    public BlockTemplate Template { get; }

    /// <summary>The network's difficulty: no worker is asked for more.</summary>
    public double NetworkDifficulty => Template.Target.Difficulty;

    public NotifyNotification Notification(bool cleanJobs) => _notification with { CleanJobs = cleanJobs };

    public BlockHeader Header(ReadOnlySpan<byte> extranonce1, ReadOnlySpan<byte> extranonce2, uint time, uint nonce) =>
        JobHeader.Build(_notification, extranonce1, extranonce2, time, nonce);

    /// <summary>The whole block, serialized for <c>submitblock</c>; with the coinbase's witness where BIP 141 asks for it.</summary>
    public byte[] Block(ReadOnlySpan<byte> extranonce1, ReadOnlySpan<byte> extranonce2, uint time, uint nonce)
    {
        var coinbase = Transaction.Parse(JobHeader.BuildCoinbase(_notification, extranonce1, extranonce2));
        if (Template.WitnessCommitment is not null)
            coinbase = coinbase with { Inputs = [coinbase.Inputs[0] with { Witness = [WitnessCommitment.ReservedValue] }] };
        var writer = new BitcoinWriter(4096)
            .Bytes(Header(extranonce1, extranonce2, time, nonce).ToByteArray())
            .CompactSize((ulong)Template.Transactions.Count + 1);
        coinbase.WriteTo(writer);
        foreach (var transaction in Template.Transactions)
            writer.Bytes(transaction.Data);
        return writer.ToArray();
    }

    /// <summary>The coinbase without witness, cut where the extranonces go.</summary>
    private static (byte[] Start, byte[] End) Coinbase(BlockTemplate template, byte[] payoutScript)
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
