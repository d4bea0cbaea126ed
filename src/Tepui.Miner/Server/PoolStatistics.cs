using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Tepui.Miner.Server;

/// <summary>What <c>/stats</c> answers.</summary>
/// <param name="Height">Of the block that is worked on.</param>
/// <param name="HashRate">Hashes per second, estimated from the shares of the last minute.</param>
/// <param name="Node">Null while the node answers; else what is wrong.</param>
/// <param name="Blocks">The newest last; only the newest thousand.</param>
public sealed record PoolStatistics(
    DateTimeOffset Started,
    long Height,
    double NetworkDifficulty,
    string? Node,
    double HashRate,
    ShareCounts Shares,
    long BlocksAccepted,
    IReadOnlyList<WorkerStatistics> Workers,
    IReadOnlyList<BlockStatistics> Blocks);

/// <param name="Rejected">By reason.</param>
public sealed record ShareCounts(long Accepted, IReadOnlyDictionary<string, long> Rejected);

public sealed record WorkerStatistics(
    string Name, string Address, string? Agent, double Difficulty, double HashRate, long Accepted, long Rejected);

/// <param name="Refusal">Null for a block that the node accepted; else its reason.</param>
public sealed record BlockStatistics(long Height, string Hash, string Worker, DateTimeOffset Found, string? Refusal);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PoolStatistics))]
public sealed partial class PoolJson : JsonSerializerContext;
