using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Tepui.Miner.Server;

/// <summary>What <c>/stats</c> answers.</summary>
/// <param name="Height">Of the block that is worked on.</param>
/// <param name="HashRate">Hashes per second, estimated from the shares of the last minute.</param>
/// <param name="Node">Null while the node answers, or an upstream pool; else what is wrong.</param>
/// <param name="Blocks">The newest last; only the newest thousand.</param>
/// <param name="Upstreams">Null where work comes from a node.</param>
public sealed record PoolStatistics(
    DateTimeOffset Started,
    long Height,
    double NetworkDifficulty,
    string? Node,
    double HashRate,
    ShareCounts Shares,
    long BlocksAccepted,
    IReadOnlyList<WorkerStatistics> Workers,
    IReadOnlyList<BlockStatistics> Blocks,
    IReadOnlyList<UpstreamStatistics>? Upstreams = null);

/// <summary>How it goes with one of the upstream pools.</summary>
/// <param name="State">"in_use", "connecting" or "away"; "standby" for one that is not needed.</param>
/// <param name="Difficulty">What it asks of a share.</param>
/// <param name="Rejected">By the reason that it gave.</param>
/// <param name="Unanswered">Shares that it got, or should have got, and never answered.</param>
/// <param name="Trouble">Why it is away; null while nothing is wrong.</param>
/// <param name="Message">The last <c>client.show_message</c>.</param>
public sealed record UpstreamStatistics(
    string Address, string State, double Difficulty, long Accepted, IReadOnlyDictionary<string, long> Rejected, long Unanswered,
    string? Trouble, string? Message);

/// <param name="Rejected">By reason.</param>
public sealed record ShareCounts(long Accepted, IReadOnlyDictionary<string, long> Rejected);

public sealed record WorkerStatistics(
    string Name, string Address, string? Agent, double Difficulty, double HashRate, long Accepted, long Rejected);

/// <param name="Refusal">Null for a block that the node accepted; else its reason.</param>
public sealed record BlockStatistics(long Height, string Hash, string Worker, DateTimeOffset Found, string? Refusal);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PoolStatistics))]
public sealed partial class PoolJson : JsonSerializerContext;
