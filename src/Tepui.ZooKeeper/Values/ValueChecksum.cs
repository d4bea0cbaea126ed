using System;
using System.Buffers.Binary;
using System.Numerics;

namespace Tepui.ZooKeeper.Values;

/// <summary>The checksum of stored values: Castagnoli's polynomial (RFC 3720 appendix B.4). It finds damage, not forgery.</summary>
internal static class ValueChecksum
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte single in bytes)
        {
            crc = BitOperations.Crc32C(crc, single);
        }

        return ~crc;
    }
}
