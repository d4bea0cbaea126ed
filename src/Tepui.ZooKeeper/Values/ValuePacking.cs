using System;
using System.IO;
using System.IO.Compression;

namespace Tepui.ZooKeeper.Values;

/// <summary>How a value's bytes are kept; the numbers are stored.</summary>
internal enum ValuePacking : byte
{
    Plain = 0,
    Brotli = 1,
}

/// <summary>Packs values where that pays.</summary>
internal static class ValuePacker
{
    /// <summary>Shorter ones take one round trip and one page either way.</summary>
    private const int WorthPacking = 4096;

    /// <summary>Packed when that saves an eighth at least, else as it is.</summary>
    public static (ValuePacking Packing, ReadOnlyMemory<byte> Bytes) Pack(ReadOnlyMemory<byte> value)
    {
        if (value.Length < WorthPacking)
        {
            return (ValuePacking.Plain, value);
        }

        using var packed = new MemoryStream(value.Length / 8);
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(value.Span);
        }

        return packed.Length <= value.Length - value.Length / 8
            ? (ValuePacking.Brotli, packed.GetBuffer().AsMemory(0, (int)packed.Length))
            : (ValuePacking.Plain, value);
    }

    /// <exception cref="InvalidDataException">The bytes are not what a value of that length was packed into.</exception>
    public static byte[] Unpack(ValuePacking packing, byte[] bytes, long length)
    {
        byte[] value;
        switch (packing)
        {
            case ValuePacking.Plain:
                value = bytes;
                break;
            case ValuePacking.Brotli:
                // Not more than it should be, however much the bytes would unfold to.
                using (var brotli = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress))
                {
                    value = new byte[length];
                    int read = brotli.ReadAtLeast(value, value.Length, throwOnEndOfStream: false);
                    if (read < length || brotli.ReadByte() >= 0)
                    {
                        throw new InvalidDataException("it does not unpack to the length it should have");
                    }
                }

                break;
            default:
                throw new InvalidDataException($"it is packed in a way ({(byte)packing}) that this program does not know");
        }

        return value.Length == length ? value : throw new InvalidDataException("it has not the length that it should have");
    }
}
