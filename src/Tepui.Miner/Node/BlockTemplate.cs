using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Node;

/// <summary>What a node wants the next block to be: the answer to getblocktemplate (BIP 22, 23, 145).</summary>
public sealed record BlockTemplate
{
    public required uint Version { get; init; }

    public required Hash256 PreviousBlock { get; init; }

    public required long Height { get; init; }

    public required uint Bits { get; init; }

    /// <summary>Always computed from the bits: what the node's <c>target</c> says must be the same.</summary>
    public required Target Target { get; init; }

    /// <summary>Seconds since 1970; the header's time when nothing better is known.</summary>
    public required uint CurrentTime { get; init; }

    /// <summary>The earliest time the header may carry.</summary>
    public required uint MinimumTime { get; init; }

    /// <summary>Subsidy and fees, in satoshis: at most this may the coinbase pay.</summary>
    public required long CoinbaseValue { get; init; }

    /// <summary>Without the coinbase.</summary>
    public required IReadOnlyList<TemplateTransaction> Transactions { get; init; }

    /// <summary>The output script of BIP 141's commitment; null where segwit is not active.</summary>
    public byte[]? WitnessCommitment { get; init; }

    public string? LongPollId { get; init; }

    public string? WorkId { get; init; }

    /// <exception cref="NodeException">Something needed is missing or malformed: all of it is named.</exception>
    public static BlockTemplate Parse(JsonElement json, string node)
    {
        var reader = new TemplateReader(json);
        var bits = reader.Number("bits", required: true, hexadecimal: true);
        var target = default(Target);
        if (bits is { } compact && !Target.TryFromCompact((uint)compact, out target))
            reader.Fault($"bits {compact:x8} are no target");
        var transactions = reader.Transactions();
        var commitment = Commitment(reader, transactions);
        var currentTime = (uint)(reader.Number("curtime", required: true) ?? 0);
        var template = new BlockTemplate
        {
            Version = unchecked((uint)(reader.Number("version", required: true, signed: true) ?? 0)),
            PreviousBlock = reader.Hash("previousblockhash"),
            Height = reader.Number("height", required: true) ?? 0,
            Bits = (uint)(bits ?? 0),
            Target = target,
            CurrentTime = currentTime,
            MinimumTime = (uint)(reader.Number("mintime", required: false) ?? currentTime),
            CoinbaseValue = reader.Number("coinbasevalue", required: true) ?? 0,
            Transactions = transactions,
            WitnessCommitment = commitment,
            LongPollId = reader.Text("longpollid"),
            WorkId = reader.Text("workid"),
        };
        if (reader.Faults.Count > 0)
            throw new NodeException(
                $"the Bitcoin node at {node} gave a block template that cannot be used: {string.Join("; ", reader.Faults)}",
                NodeFailure.Rubbish);
        return template;
    }

    private static byte[]? Commitment(TemplateReader reader, IReadOnlyList<TemplateTransaction> transactions)
    {
        var rules = reader.Texts("rules");
        var given = reader.Script("default_witness_commitment");

        // bcoin gives a commitment before segwit is active, when a block with a witness would still be refused.
        if (rules is not null && !rules.Contains("segwit") && !rules.Contains("!segwit"))
            return null;
        if (given is not null || rules is null)
            return given;
        return Bitcoin.WitnessCommitment.OutputScript(
            [.. transactions.Select(transaction => transaction.WitnessTransactionId)], Bitcoin.WitnessCommitment.ReservedValue);
    }
}

/// <param name="Data">Serialized, as it goes into the block.</param>
public sealed record TemplateTransaction(byte[] Data, Hash256 TransactionId, Hash256 WitnessTransactionId);
