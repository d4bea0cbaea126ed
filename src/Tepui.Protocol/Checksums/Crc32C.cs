using System;
using System.Buffers.Binary;
using System.Numerics;

namespace Tepui.Protocol.Checksums;

/// <summary>
/// The checksum of what is stored (Castagnoli's polynomial, RFC 3720 appendix B.4), which CPUs have an instruction for. It finds
/// damage, not forgery; OpenSSL's hashes would cost every daemon 5 MB.
/// </summary>
public static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum of something longer by these bytes; that of nothing is 0.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~checksum;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte single in bytes)
            crc = BitOperations.Crc32C(crc, single);
        return ~crc;
    }
}
