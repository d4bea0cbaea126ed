using System;
using System.Buffers.Binary;

namespace Tepui.Miner.Bitcoin;

/// <summary>
/// A 256-bit hash: a block's, a transaction's or a Merkle node's. Bytes are kept in the order SHA-256 gives them; as text they
/// are written the other way round, which is how nodes and people write block hashes. As a number the last byte is the highest.
/// </summary>
public readonly struct Hash256 : IEquatable<Hash256>, IComparable<Hash256>
{
    public const int Size = 32;

    private readonly ulong _lowest;
    private readonly ulong _low;
    private readonly ulong _high;
    private readonly ulong _highest;

    public Hash256(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"A hash has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        _lowest = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        _low = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        _high = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        _highest = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
    }

    internal Hash256(ulong lowest, ulong low, ulong high, ulong highest)
    {
        (_lowest, _low, _high, _highest) = (lowest, low, high, highest);
    }

    public static Hash256 Zero => default;

    /// <summary>Reads the text people write: 64 digits, the highest byte first.</summary>
    /// <exception cref="FormatException">Not 64 hexadecimal digits.</exception>
    public static Hash256 Parse(string text) =>
        TryParse(text, out var hash) ? hash : throw new FormatException($"'{text}' is no hash: it should have 64 hexadecimal digits.");

    public static bool TryParse(string? text, out Hash256 hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text is null || !Hex.TryDecode(text, bytes)) return false;
        bytes.Reverse();
        hash = new Hash256(bytes);
        return true;
    }

    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _lowest);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], _low);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], _high);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], _highest);
    }

    public byte[] ToByteArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Whether the hash is proof of the work that <paramref name="target"/> asks for.</summary>
    public bool Meets(Target target) => CompareTo(target.Value) <= 0;

    public int CompareTo(Hash256 other)
    {
        var order = _highest.CompareTo(other._highest);
        if (order == 0) order = _high.CompareTo(other._high);
        if (order == 0) order = _low.CompareTo(other._low);
        return order != 0 ? order : _lowest.CompareTo(other._lowest);
    }

    public bool Equals(Hash256 other) =>
        _lowest == other._lowest && _low == other._low && _high == other._high && _highest == other._highest;

    public override bool Equals(object? obj) => obj is Hash256 other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_lowest, _low, _high, _highest);

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        bytes.Reverse();
        return Hex.Encode(bytes);
    }

    public static bool operator ==(Hash256 left, Hash256 right) => left.Equals(right);

    public static bool operator !=(Hash256 left, Hash256 right) => !left.Equals(right);

    public static bool operator <(Hash256 left, Hash256 right) => left.CompareTo(right) < 0;

    public static bool operator <=(Hash256 left, Hash256 right) => left.CompareTo(right) <= 0;

    public static bool operator >(Hash256 left, Hash256 right) => left.CompareTo(right) > 0;

    public static bool operator >=(Hash256 left, Hash256 right) => left.CompareTo(right) >= 0;
}
