using System;

namespace Tepui.ZooKeeper.Wire;

/// <summary>What stands before every answer.</summary>
/// <param name="Zxid">The last transaction that the server had seen.</param>
/// <param name="Error">0 for none.</param>
internal readonly record struct ReplyHeader(int Xid, long Zxid, int Error)
{
    public static ReplyHeader Read(ref JuteReader reader) => new(reader.Int(), reader.Long(), reader.Int());
}

/// <summary>A watch has fired.</summary>
internal readonly record struct WatchEvent(WatchEventKind Kind, int State, string Path)
{
    public static WatchEvent Read(ref JuteReader reader) => new((WatchEventKind)reader.Int(), reader.Int(), reader.Text());
}

/// <summary>Watcher.Event.EventType of the protocol.</summary>
internal enum WatchEventKind
{
    /// <summary>Something about the session.</summary>
    None = -1,
    Created = 1,
    Deleted = 2,
    DataChanged = 3,
    ChildrenChanged = 4,
}

/// <summary>The first message on a connection.</summary>
/// <param name="LastZxid">A server that is behind it does not take the client.</param>
internal sealed record ConnectRequest(long LastZxid, TimeSpan Timeout, long SessionId, byte[] Password)
{
    public byte[] ToFrame() => new JuteWriter()
        .Int(0)
        .Long(LastZxid)
        .Int((int)Math.Min(Timeout.TotalMilliseconds, int.MaxValue))
        .Long(SessionId)
        .Bytes(Password)
        .Bool(false)
        .ToFrame();
}

/// <summary>The answer to it.</summary>
/// <param name="Timeout">Zero when there is no such session any more.</param>
/// <param name="IsReadOnly">The server has lost the others and only reads.</param>
internal sealed record ConnectResponse(TimeSpan Timeout, long SessionId, byte[] Password, bool IsReadOnly)
{
    public static ConnectResponse Read(ReadOnlySpan<byte> frame)
    {
        var reader = new JuteReader(frame);
        if (reader.Int() is var version and not 0)
            throw new WireException($"version {version} of the protocol");
        int timeout = reader.Int();
        return new ConnectResponse(
            TimeSpan.FromMilliseconds(Math.Max(timeout, 0)), reader.Long(), reader.Bytes(), !reader.IsAtEnd && reader.Bool());
    }
}
