using System;
using System.Buffers.Binary;
using System.Numerics;

namespace Tepui.Agent.Checkpointing;

/// <summary>The checksum of the log's records (Castagnoli's polynomial, RFC 3720 appendix B.4), which CPUs have an instruction for.</summary>
internal static class Crc32C
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
            crc = BitOperations.Crc32C(crc, single);
        return ~crc;
    }
}
