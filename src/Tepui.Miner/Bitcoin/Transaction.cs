using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Miner.Bitcoin;

/// <summary>What an input spends, and by what right.</summary>
/// <param name="Witness">The stack of BIP 141; empty without one.</param>
public sealed record TransactionInput(
    Hash256 PreviousTransactionId, uint PreviousIndex, byte[] Script, uint Sequence, IReadOnlyList<byte[]> Witness)
{
    /// <summary>A coinbase's only input spends nothing.</summary>
    public bool IsNull => PreviousIndex == uint.MaxValue && PreviousTransactionId == Hash256.Zero;

    /// <summary>A coinbase's input.</summary>
    public static TransactionInput Coinbase(byte[] script, uint sequence = uint.MaxValue, params IReadOnlyList<byte[]> witness) =>
        new(Hash256.Zero, uint.MaxValue, script, sequence, witness);
}

/// <param name="Value">In satoshis.</param>
public sealed record TransactionOutput(long Value, byte[] Script);

/// <summary>A transaction, with or without witness data (BIP 144).</summary>
public sealed record Transaction(
    uint Version, IReadOnlyList<TransactionInput> Inputs, IReadOnlyList<TransactionOutput> Outputs, uint LockTime)
{
    public bool HasWitness => Inputs.Any(input => input.Witness.Count > 0);

    public bool IsCoinbase => Inputs.Count == 1 && Inputs[0].IsNull;

    /// <summary>The txid: the hash of the serialization without witnesses.</summary>
    public Hash256 TransactionId() => DoubleSha256.Hash(Serialize(withWitness: false));

    /// <summary>The wtxid of BIP 141.</summary>
    public Hash256 WitnessTransactionId() => DoubleSha256.Hash(Serialize());

    /// <summary>BIP 144's serialization; the old one when there are no witnesses or they are left out.</summary>
    public byte[] Serialize(bool withWitness = true)
    {
        var writer = new BitcoinWriter();
        WriteTo(writer, withWitness);
        return writer.ToArray();
    }

    public void WriteTo(BitcoinWriter writer, bool withWitness = true)
    {
        withWitness &= HasWitness;
        writer.UInt32(Version);
        if (withWitness)
            writer.Byte(0).Byte(1);
        writer.CompactSize((ulong)Inputs.Count);
        foreach (var input in Inputs)
            writer.Hash(input.PreviousTransactionId).UInt32(input.PreviousIndex).VariableBytes(input.Script).UInt32(input.Sequence);
        writer.CompactSize((ulong)Outputs.Count);
        foreach (var output in Outputs)
            writer.Int64(output.Value).VariableBytes(output.Script);
        if (withWitness)
            foreach (var input in Inputs)
            {
                writer.CompactSize((ulong)input.Witness.Count);
                foreach (var item in input.Witness)
                    writer.VariableBytes(item);
            }

        writer.UInt32(LockTime);
    }

    /// <exception cref="FormatException">The bytes are no transaction, or go on after it.</exception>
    public static Transaction Parse(ReadOnlySpan<byte> data)
    {
        var reader = new BitcoinReader(data);
        var transaction = Read(ref reader);
        return reader.AtEnd ? transaction : throw new FormatException($"{reader.Remaining} bytes are left after the transaction");
    }

    /// <exception cref="FormatException">The bytes are no transaction.</exception>
    public static Transaction Read(ref BitcoinReader reader)
    {
        var version = reader.UInt32();
        var withWitness = reader.PeekByte() == 0 && reader.PeekByte(1) == 1;
        if (withWitness)
            reader.Bytes(2);
        var inputs = new TransactionInput[reader.Count(leastBytesEach: 41)];
        for (var i = 0; i < inputs.Length; i++)
        {
            var previous = reader.Hash();
            inputs[i] = new TransactionInput(previous, reader.UInt32(), reader.VariableBytes(), reader.UInt32(), []);
        }

        var outputs = new TransactionOutput[reader.Count(leastBytesEach: 9)];
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = new TransactionOutput(reader.Int64(), reader.VariableBytes());
        if (withWitness)
            ReadWitnesses(ref reader, inputs);
        return new Transaction(version, inputs, outputs, reader.UInt32());
    }

    private static void ReadWitnesses(ref BitcoinReader reader, TransactionInput[] inputs)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            var items = new byte[reader.Count(leastBytesEach: 1)][];
            for (var item = 0; item < items.Length; item++)
                items[item] = reader.VariableBytes();
            inputs[i] = inputs[i] with { Witness = items };
        }

        if (inputs.All(input => input.Witness.Count == 0))
            throw new FormatException("a transaction marked as having witnesses has none");
    }
}
