using System;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Server;

/// <summary>What the pool asks of its workers.</summary>
/// <param name="VersionMask">The version bits that workers may change, if the work allows it.</param>
public sealed record PoolSettings(
    double StartDifficulty, double LeastDifficulty, double GreatestDifficulty, TimeSpan ShareInterval,
    uint VersionMask = VersionRolling.GeneralPurposeMask);
