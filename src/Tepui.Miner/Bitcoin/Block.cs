using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Miner.Bitcoin;

/// <summary>A whole block: its header and its transactions, the coinbase first.</summary>
public sealed record Block(BlockHeader Header, IReadOnlyList<Transaction> Transactions)
{
    private const int LeastTransactionLength = 60;

    /// <summary>The header's hash, which is the block's.</summary>
    public Hash256 Hash => Header.ComputeHash();

    public Hash256 ComputeMerkleRoot() => MerkleTree.Root([.. Transactions.Select(transaction => transaction.TransactionId())]);

    public byte[] Serialize()
    {
        var writer = new BitcoinWriter(1024).Bytes(Header.ToByteArray()).CompactSize((ulong)Transactions.Count);
        foreach (var transaction in Transactions)
            transaction.WriteTo(writer);
        return writer.ToArray();
    }

    /// <exception cref="FormatException">The bytes are no block.</exception>
    public static Block Parse(ReadOnlySpan<byte> data)
    {
        var reader = new BitcoinReader(data);
        var header = BlockHeader.Parse(reader.Bytes(BlockHeader.Size));
        var transactions = new Transaction[reader.Count(LeastTransactionLength)];
        for (var i = 0; i < transactions.Length; i++)
            transactions[i] = Transaction.Read(ref reader);
        return reader.AtEnd
            ? new Block(header, transactions)
            : throw new FormatException($"{reader.Remaining} bytes are left after the block's last transaction");
    }
}
