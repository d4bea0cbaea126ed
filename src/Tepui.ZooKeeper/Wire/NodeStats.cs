using System;

namespace Tepui.ZooKeeper.Wire;

/// <summary>The record Stat of the protocol.</summary>
internal static class NodeStats
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static NodeStat Read(ref JuteReader reader)
    {
        long created = reader.Long();
        long modified = reader.Long();
        DateTimeOffset createdAt = Moment(reader.Long());
        DateTimeOffset modifiedAt = Moment(reader.Long());
        int version = reader.Int();
        _ = reader.Int();
        _ = reader.Int();
        long owner = reader.Long();
        int length = reader.Int();
        int children = reader.Int();
        _ = reader.Long();
        return new NodeStat(created, modified, createdAt, modifiedAt, version, owner, length, children);
    }

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, Earliest, Latest));
}
