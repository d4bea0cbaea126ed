using System;

namespace Tepui.Miner.Server;

/// <summary>What the pool asks of its workers.</summary>
public sealed record PoolSettings(double StartDifficulty, double LeastDifficulty, double GreatestDifficulty, TimeSpan ShareInterval);
