using System;
using System.Buffers.Text;

namespace Tepui.Protocol.Json;

/// <summary>Durations as texts: protobuf's own <c>90s</c>, and Mesos's <c>10mins</c>, <c>1.5hrs</c> (docs/maintenance.md).</summary>
internal static class JsonDurations
{
    /// <summary>The longest that <c>google.protobuf.Duration</c> holds.</summary>
    private const double MostSeconds = 315_576_000_000;

    public static bool TryParse(ReadOnlySpan<byte> text, out long seconds, out int nanoseconds)
    {
        seconds = 0;
        nanoseconds = 0;
        if (!Utf8Parser.TryParse(text, out decimal count, out var length) || SecondsOf(text[length..]) is not { } unit)
        {
            return false;
        }

        if (Math.Abs((double)count) * (double)unit > MostSeconds)
        {
            return false;
        }

        var all = count * unit;
        seconds = (long)decimal.Truncate(all);
        nanoseconds = (int)decimal.Truncate((all - seconds) * 1_000_000_000);
        return true;
    }

    private static decimal? SecondsOf(ReadOnlySpan<byte> unit) =>
        unit.SequenceEqual("s"u8) || unit.SequenceEqual("secs"u8) ? 1
        : unit.SequenceEqual("mins"u8) ? 60
        : unit.SequenceEqual("hrs"u8) ? 3600
        : unit.SequenceEqual("days"u8) ? 86_400
        : unit.SequenceEqual("weeks"u8) ? 604_800
        : unit.SequenceEqual("ms"u8) ? 0.001m
        : unit.SequenceEqual("us"u8) ? 0.000_001m
        : unit.SequenceEqual("ns"u8) ? 0.000_000_001m
        : null;
}
