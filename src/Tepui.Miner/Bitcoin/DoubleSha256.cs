using System;
using System.Security.Cryptography;

namespace Tepui.Miner.Bitcoin;

/// <summary>SHA-256 applied twice: the hash of blocks, transactions and Merkle nodes.</summary>
public static class DoubleSha256
{
    public static Hash256 Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        SHA256.HashData(digest, digest);
        return new Hash256(digest);
    }

    /// <summary>The hash of two hashes in a row: an inner node of a Merkle tree.</summary>
    public static Hash256 Combine(Hash256 left, Hash256 right)
    {
        Span<byte> both = stackalloc byte[2 * Hash256.Size];
        left.CopyTo(both);
        right.CopyTo(both[Hash256.Size..]);
        return Hash(both);
    }
}
