using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Miner.Bitcoin;

/// <summary>BIP 141's commitment to the witnesses of a block, in an output of its coinbase.</summary>
public static class WitnessCommitment
{
    private const int ScriptLength = 38;
    private static readonly byte[] Prefix = [Script.Return, 0x24, 0xaa, 0x21, 0xa9, 0xed];

    /// <summary>The coinbase's witness reserved value that this miner uses: 32 zero bytes.</summary>
    public static byte[] ReservedValue => new byte[32];

    /// <summary>The output's script.</summary>
    /// <param name="witnessTransactionIds">The wtxids of all transactions but the coinbase.</param>
    public static byte[] OutputScript(IReadOnlyList<Hash256> witnessTransactionIds, ReadOnlySpan<byte> reservedValue)
    {
        // The coinbase's own wtxid counts as zero, since it cannot commit to itself.
        var root = MerkleTree.Root([Hash256.Zero, .. witnessTransactionIds]);
        return [.. Prefix, .. DoubleSha256.Hash([.. root.ToByteArray(), .. reservedValue]).ToByteArray()];
    }

    /// <summary>The script of the last output that has a commitment's form, which is the one that counts; null without one.</summary>
    public static byte[]? Find(IEnumerable<TransactionOutput> outputs) =>
        outputs.LastOrDefault(output => IsCommitment(output.Script))?.Script;

    /// <summary>True when the first 38 bytes are the ones to compare.</summary>
    public static bool Matches(byte[] script, ReadOnlySpan<byte> expected) =>
        script.AsSpan(0, ScriptLength).SequenceEqual(expected);

    private static bool IsCommitment(byte[] script) => script.Length >= ScriptLength && script.AsSpan().StartsWith(Prefix);
}
