using System;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Server;

/// <summary>Work as workers get it: they fill in the extranonces, the time, the nonce and perhaps bits of the version.</summary>
public abstract class MiningJob
{
    private readonly NotifyNotification _notification;

    /// <exception cref="FormatException">Its bits stand for no target.</exception>
    private protected MiningJob(NotifyNotification notification)
    {
        _notification = notification;
        Target = Target.FromCompact(notification.Bits);
    }

    public string Id => _notification.JobId;

    public Hash256 PreviousBlock => _notification.PreviousBlock;

    public uint Version => _notification.Version;

    /// <summary>What a hash must meet to be a block.</summary>
    public Target Target { get; }

    /// <summary>Of the block to be; 0 when it is not known.</summary>
    public abstract long Height { get; }

    /// <summary>The earliest time that a share may have.</summary>
    public abstract uint MinimumTime { get; }

    /// <summary>No worker is asked for more: else shares would be missed that are of use.</summary>
    public abstract double GreatestDifficulty { get; }

    public NotifyNotification Notification(bool cleanJobs) => _notification with { CleanJobs = cleanJobs };

    public BlockHeader Header(ReadOnlySpan<byte> extranonce1, ReadOnlySpan<byte> extranonce2, uint time, uint nonce, uint version) =>
        JobHeader.Build(_notification, extranonce1, extranonce2, time, nonce, version);

    private protected byte[] Coinbase(ReadOnlySpan<byte> extranonce1, ReadOnlySpan<byte> extranonce2) =>
        JobHeader.BuildCoinbase(_notification, extranonce1, extranonce2);
}
