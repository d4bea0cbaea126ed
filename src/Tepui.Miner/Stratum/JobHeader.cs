using System;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Stratum;

/// <summary>
/// How a job and the two extranonces become a block header; the same for the worker that scans and the server that checks.
/// </summary>
public static class JobHeader
{
    /// <summary>The coinbase transaction (without witness) whose hash is the first leaf of the Merkle tree.</summary>
    public static byte[] BuildCoinbase(NotifyNotification job, ReadOnlySpan<byte> extranonce1, ReadOnlySpan<byte> extranonce2) =>
        [.. job.CoinbaseStart.Span, .. extranonce1, .. extranonce2, .. job.CoinbaseEnd.Span];

    public static Hash256 BuildMerkleRoot(NotifyNotification job, ReadOnlySpan<byte> extranonce1, ReadOnlySpan<byte> extranonce2)
    {
        var root = DoubleSha256.Hash(BuildCoinbase(job, extranonce1, extranonce2));
        foreach (var branch in job.MerkleBranches) root = DoubleSha256.Combine(root, branch);
        return root;
    }

    /// <param name="version">Null for the job's own.</param>
    public static BlockHeader Build(
        NotifyNotification job, ReadOnlySpan<byte> extranonce1, ReadOnlySpan<byte> extranonce2, uint time, uint nonce,
        uint? version = null) =>
        new(version ?? job.Version, job.PreviousBlock, BuildMerkleRoot(job, extranonce1, extranonce2), time, job.Bits, nonce);
}
