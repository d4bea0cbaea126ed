using System;
using System.Collections.Generic;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Server;

/// <summary>Answers <c>mining.configure</c> (BIP 310): every extension that is asked for gets its verdict.</summary>
internal static class SessionExtensions
{
    private const int GreatestCount = 32;

    public static StratumResponse Configure(this PoolSession session, ConfigureRequest request, uint poolMask, DateTimeOffset now)
    {
        if (request.Extensions.Count > GreatestCount)
            return StratumResponse.Failure(request.Id, StratumError.Other($"More than {GreatestCount} extensions"));
        var verdicts = new Dictionary<string, string?>();
        uint? mask = null;
        foreach (var extension in request.Extensions)
        {
            verdicts[extension] = extension switch
            {
                StratumExtension.VersionRolling => RollVersions(session, request, poolMask, out mask),
                StratumExtension.MinimumDifficulty => BoundDifficulty(session, request, now),
                StratumExtension.SubscribeExtranonce => SubscribeExtranonce(session),
                _ => "",
            };
        }

        return StratumResponse.Success(request.Id, new ConfigureResult(verdicts, mask));
    }

    /// <summary>Fewer bits than the worker would like are no reason to refuse: the BIP wants it to go on with what there is.</summary>
    private static string? RollVersions(PoolSession session, ConfigureRequest request, uint poolMask, out uint? mask)
    {
        session.OwnVersionMask = request.VersionMask;
        session.AllowVersions(poolMask, tell: false);
        mask = session.VersionMask == 0 ? null : session.VersionMask;
        if (mask is not null)
            return null;
        session.OwnVersionMask = null;
        return "";
    }

    private static string? BoundDifficulty(PoolSession session, ConfigureRequest request, DateTimeOffset now)
    {
        if (request.MinimumDifficulty is not { } least)
            return $"{StratumExtension.MinimumDifficultyValue} is missing";
        return session.Difficulty.Bound(least, now) ? null : $"a difficulty of {least:g6} is more than any worker gets";
    }

    private static string? SubscribeExtranonce(PoolSession session)
    {
        session.TakesExtranonce = true;
        return null;
    }
}
