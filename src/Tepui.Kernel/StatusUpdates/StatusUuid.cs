using System;
using Google.Protobuf;

namespace Tepui.Kernel.StatusUpdates;

/// <summary>
/// Random identifiers as RFC 4122 (version 4) has them: clients decode a status's uuid and refuse what is no real one.
/// </summary>
public static class StatusUuid
{
    private const int Length = 16;

    /// <summary>The 16 bytes of a new uuid, in the order of its text.</summary>
    public static ByteString NextBytes(Random random)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Fill(bytes, random);
        return ByteString.CopyFrom(bytes);
    }

    /// <summary>A new uuid's text, as in <c>ffc382c3-7066-428e-beda-ccdf7f3aefa0</c>.</summary>
    public static string NextText(Random random)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Fill(bytes, random);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    private static void Fill(Span<byte> bytes, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
    }
}
