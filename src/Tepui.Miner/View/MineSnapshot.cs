using System;
using System.Collections.Generic;
using Tepui.Miner.Server;

namespace Tepui.Miner.View;

/// <summary>All there is to show of a mining cluster at one moment.</summary>
/// <param name="HashRate">Hashes per second, estimated from shares.</param>
/// <param name="Tasks">In the order they were started; ended ones are left out.</param>
/// <param name="Blocks">Accepted blocks, the newest last.</param>
public sealed record MineSnapshot(
    TimeSpan Elapsed,
    string Master,
    string? FrameworkId,
    IReadOnlyList<MineAgent> Agents,
    IReadOnlyList<MineTask> Tasks,
    double HashRate,
    double NetworkDifficulty,
    long Height,
    long SharesAccepted,
    long SharesRejected,
    IReadOnlyList<MineBlock> Blocks,
    IReadOnlyList<string> Lines)
{
    public long BlocksAccepted { get; init; }

    /// <summary>What the server says of its workers.</summary>
    public IReadOnlyList<WorkerStatistics> Workers { get; init; } = [];
}

public sealed record MineAgent(string Id, string Name, double Cpus, double Memory);

/// <param name="State">As people say it: starting, running, mining.</param>
public sealed record MineTask(string Id, string Host, double Cpus, string State);

/// <param name="Took">Since the block before it, or since the start.</param>
public sealed record MineBlock(long Height, string Hash, string Worker, TimeSpan Took);
