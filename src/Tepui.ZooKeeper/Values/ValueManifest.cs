using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;

namespace Tepui.ZooKeeper.Values;

/// <summary>What the node of a value holds: who may replace it, and the value itself or where its parts are.</summary>
/// <param name="Writer">Who wrote the manifest last.</param>
/// <param name="Generation">Grows with each manifest.</param>
/// <param name="Length">Of the value, unpacked; -1 when there is none yet.</param>
/// <param name="StoredLength">Of the packed bytes.</param>
/// <param name="Checksum">Of the packed bytes.</param>
/// <param name="Prefix">What the names of its parts begin with.</param>
/// <param name="Parts">0: the value is in the manifest itself.</param>
/// <param name="Inline">The packed bytes, when they are here.</param>
internal sealed record ValueManifest(
    Guid Writer,
    long Generation,
    ValuePacking Packing,
    long Length,
    long StoredLength,
    uint Checksum,
    string Prefix,
    int Parts,
    ReadOnlyMemory<byte> Inline)
{
    private const ushort FormatVersion = 1;
    private const int HeaderLength = 8 + sizeof(uint);
    private const int FixedLength = sizeof(ushort) + 16 + sizeof(long) + sizeof(byte) + sizeof(long) + sizeof(long) + sizeof(uint) + sizeof(int) + sizeof(ushort);

    /// <summary>More than any value can have; a manifest that says more is not believed.</summary>
    private const long GreatestLength = 1L << 30;

    private static ReadOnlySpan<byte> Mark => "tepuival"u8;

    /// <summary>There is no value yet.</summary>
    public bool IsNone => Length < 0;

    public static ValueManifest None(Guid writer, long generation) =>
        new(writer, generation, ValuePacking.Plain, -1, 0, 0, "", 0, ReadOnlyMemory<byte>.Empty);

    public byte[] Encode()
    {
        byte[] prefix = Encoding.UTF8.GetBytes(Prefix);
        byte[] bytes = new byte[HeaderLength + FixedLength + prefix.Length + Inline.Length];
        Span<byte> rest = bytes.AsSpan(HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(rest, FormatVersion);
        rest = rest[sizeof(ushort)..];
        Writer.TryWriteBytes(rest);
        rest = rest[16..];
        BinaryPrimitives.WriteInt64LittleEndian(rest, Generation);
        rest[8] = (byte)Packing;
        rest = rest[9..];
        BinaryPrimitives.WriteInt64LittleEndian(rest, Length);
        BinaryPrimitives.WriteInt64LittleEndian(rest[8..], StoredLength);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[16..], Checksum);
        BinaryPrimitives.WriteInt32LittleEndian(rest[20..], Parts);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[24..], (ushort)prefix.Length);
        rest = rest[26..];
        prefix.CopyTo(rest);
        Inline.Span.CopyTo(rest[prefix.Length..]);
        Mark.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Mark.Length), ValueChecksum.Of(bytes.AsSpan(HeaderLength)));
        return bytes;
    }

    /// <exception cref="InvalidDataException">The bytes are no manifest, damaged, or of a newer program; the message says which.</exception>
    public static ValueManifest Decode(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < HeaderLength || !bytes.Span.StartsWith(Mark))
        {
            throw new InvalidDataException("what the node holds was not written by this program, or is cut short");
        }

        ReadOnlyMemory<byte> body = bytes[HeaderLength..];
        if (ValueChecksum.Of(body.Span) != BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[Mark.Length..]))
        {
            throw new InvalidDataException("the node's checksum is wrong: what it holds was cut short or changed");
        }

        ReadOnlySpan<byte> rest = body.Span;
        ushort format = rest.Length < sizeof(ushort) ? (ushort)0 : BinaryPrimitives.ReadUInt16LittleEndian(rest);
        if (format > FormatVersion)
        {
            throw new InvalidDataException($"its format {format} is newer than this program knows ({FormatVersion})");
        }

        if (format == 0 || rest.Length < FixedLength)
        {
            throw new InvalidDataException("what the node holds is too short to be a value");
        }

        rest = rest[sizeof(ushort)..];
        int prefixLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[49..]);
        int inlineAt = FixedLength + prefixLength;
        var manifest = new ValueManifest(
            Writer: new Guid(rest[..16]),
            Generation: BinaryPrimitives.ReadInt64LittleEndian(rest[16..]),
            Packing: (ValuePacking)rest[24],
            Length: BinaryPrimitives.ReadInt64LittleEndian(rest[25..]),
            StoredLength: BinaryPrimitives.ReadInt64LittleEndian(rest[33..]),
            Checksum: BinaryPrimitives.ReadUInt32LittleEndian(rest[41..]),
            Prefix: inlineAt <= body.Length ? Encoding.UTF8.GetString(body.Span[FixedLength..inlineAt]) : "",
            Parts: BinaryPrimitives.ReadInt32LittleEndian(rest[45..]),
            Inline: inlineAt <= body.Length ? body[inlineAt..] : ReadOnlyMemory<byte>.Empty);
        return manifest.IsSound(inlineAt <= body.Length) ? manifest : throw new InvalidDataException("what the node holds contradicts itself");
    }

    private bool IsSound(bool prefixFits) =>
        prefixFits
        && Length is >= -1 and <= GreatestLength
        && StoredLength is >= 0 and <= GreatestLength
        && Parts >= 0 && Parts <= StoredLength
        && (Parts > 0 || Inline.Length == StoredLength);
}
