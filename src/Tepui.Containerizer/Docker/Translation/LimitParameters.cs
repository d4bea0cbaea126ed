using System.Collections.Generic;
using System.Globalization;
using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker.Translation;

/// <summary>Options about what a container may use beyond its cpus and mem.</summary>
internal static class LimitParameters
{
    public static Dictionary<string, Parameters.Setter> Table { get; } = new()
    {
        ["cpu-period"] = Parameters.Number((translation, value) => translation.Host.CpuPeriod = value),
        ["cpu-quota"] = Parameters.Number((translation, value) => translation.Host.CpuQuota = value),
        ["cpuset-cpus"] = Parameters.Text((translation, value) => translation.Host.CpusetCpus = value),
        ["cpuset-mems"] = Parameters.Text((translation, value) => translation.Host.CpusetMems = value),
        ["memory-reservation"] = Parameters.Bytes((translation, value) => translation.Host.MemoryReservation = value),
        ["memory-swap"] = SetSwap,
        ["memory-swappiness"] = Parameters.Number((translation, value) => translation.Host.MemorySwappiness = value),
        ["oom-score-adj"] = SetScore,
        ["pids-limit"] = Parameters.Number((translation, value) => translation.Host.PidsLimit = value),
        ["shm-size"] = Parameters.Bytes((translation, value) => translation.Host.ShmSize = value),
        ["ulimit"] = AddLimit,
    };

    private static string? SetSwap(Translation translation, string value)
    {
        // Without a limit.
        if (value == "-1")
            translation.Host.MemorySwap = -1;
        else if (Quantities.Bytes(value) is { } bytes)
            translation.Host.MemorySwap = bytes;
        else
            return "it is neither -1 nor an amount of memory such as '64m' or '1g'";
        return null;
    }

    private static string? SetScore(Translation translation, string value)
    {
        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int score) || score is < -1000 or > 1000)
            return "it is no number within -1000 and 1000";
        translation.Host.OomScoreAdj = score;
        return null;
    }

    private static string? AddLimit(Translation translation, string value)
    {
        string[] parts = value.Split('=');
        string[] numbers = parts.Length == 2 ? parts[1].Split(':') : [];
        if (numbers.Length is not (1 or 2) || parts[0].Length == 0
            || !long.TryParse(numbers[0], out long soft) || !long.TryParse(numbers[^1], out long hard))
        {
            return "it is not NAME=SOFT or NAME=SOFT:HARD";
        }

        (translation.Host.Ulimits ??= []).Add(new ResourceLimit(parts[0], soft, hard));
        return soft > hard && hard != -1 ? "its soft limit is above its hard limit" : null;
    }
}
