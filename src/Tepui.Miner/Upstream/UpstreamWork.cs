using System;
using Tepui.Miner.Server;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Upstream;

/// <summary>Takes shares for an upstream pool.</summary>
public interface IShareReceiver
{
    /// <summary>Never blocks; called under the pool's lock.</summary>
    void Take(UpstreamShare share);
}

/// <summary>A job of an upstream pool, and all that holds for it.</summary>
/// <param name="VersionMask">The version bits that it lets miners change; null where it did not agree to version rolling.</param>
public sealed record UpstreamWork(
    NotifyNotification Job, ReadOnlyMemory<byte> Extranonce1, int Extranonce2Size, double Difficulty, uint? VersionMask,
    IShareReceiver Receiver);

/// <summary>A share that is worth something upstream.</summary>
/// <param name="Extranonce2">As the upstream pool has it: with the worker's prefix.</param>
/// <param name="Version">The header's, whole.</param>
/// <param name="Block">Not null when it meets the network's target; what becomes of it is told the pool.</param>
public sealed record UpstreamShare(
    UpstreamWork Work, string Extranonce2, uint Time, uint Nonce, uint Version, string Worker, FoundBlock? Block);
