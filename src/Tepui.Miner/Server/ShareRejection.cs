using Tepui.Miner.Stratum;

namespace Tepui.Miner.Server;

/// <summary>Why a share does not count.</summary>
public enum ShareRejection
{
    NotSubscribed,
    Unauthorized,
    Malformed,
    JobNotFound,
    Stale,
    TimeOutOfRange,
    VersionBits,
    Duplicate,
    LowDifficulty,
    NoWork,
}

public static class ShareRejections
{
    /// <summary>The error that goes to the worker: the codes 20 to 25 are those that every pool uses.</summary>
    public static StratumError ToError(this ShareRejection rejection, string? detail = null) => rejection switch
    {
        ShareRejection.NotSubscribed => StratumError.NotSubscribed("Not subscribed"),
        ShareRejection.Unauthorized => StratumError.Unauthorized("Unauthorized worker"),
        ShareRejection.JobNotFound => StratumError.Stale("Job not found"),
        ShareRejection.Stale => StratumError.Stale("Stale share: its job is no longer open"),
        ShareRejection.TimeOutOfRange => StratumError.Other($"Time out of range{Suffix(detail)}"),
        ShareRejection.VersionBits => StratumError.Other($"Version bits not allowed{Suffix(detail)}"),
        ShareRejection.NoWork => StratumError.Other($"No work at present{Suffix(detail)}"),
        ShareRejection.Duplicate => StratumError.Duplicate("Duplicate share"),
        ShareRejection.LowDifficulty => StratumError.LowDifficulty($"Low difficulty share{Suffix(detail)}"),
        _ => StratumError.Other($"Malformed share{Suffix(detail)}"),
    };

    /// <summary>The reason as it stands in <c>/stats</c>.</summary>
    public static string ToName(this ShareRejection rejection) => rejection switch
    {
        ShareRejection.NotSubscribed => "not_subscribed",
        ShareRejection.Unauthorized => "unauthorized",
        ShareRejection.JobNotFound => "job_not_found",
        ShareRejection.Stale => "stale",
        ShareRejection.TimeOutOfRange => "time_out_of_range",
        ShareRejection.VersionBits => "version_bits",
        ShareRejection.NoWork => "no_work",
        ShareRejection.Duplicate => "duplicate",
        ShareRejection.LowDifficulty => "low_difficulty",
        _ => "malformed",
    };

    private static string Suffix(string? detail) => detail is null ? "" : $": {detail}";
}
