using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Tepui.ZooKeeper.Wire;

/// <summary>Requests as frames. Their number is put in when they are sent.</summary>
internal static class Requests
{
    private const int XidOffset = 4;
    private const int Read = 1;
    private const int All = 31;

    public static void Number(byte[] frame, int xid) => BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(XidOffset), xid);

    /// <param name="owned">Whoever makes it owns it and others may read, as Mesos does it with credentials; without, it is open to all.</param>
    public static byte[] Create(string path, ReadOnlySpan<byte> data, NodeKind kind, bool owned) =>
        Created(Begin(Operation.Create), path, data, kind, owned).ToFrame();

    public static byte[] Delete(string path, int version) => Begin(Operation.Delete).Text(path).Int(version).ToFrame();

    /// <param name="operation">One that reads a node and may leave a watch.</param>
    public static byte[] Look(Operation operation, string path, bool watch) => Begin(operation).Text(path).Bool(watch).ToFrame();

    public static byte[] SetData(string path, ReadOnlySpan<byte> data, int version) =>
        Begin(Operation.SetData).Text(path).Bytes(data).Int(version).ToFrame();

    public static byte[] Sync(string path) => Begin(Operation.Sync).Text(path).ToFrame();

    public static byte[] Multi(IReadOnlyList<NodeOperation> operations, bool owned)
    {
        JuteWriter writer = Begin(Operation.Multi);
        foreach (NodeOperation each in operations)
        {
            _ = each switch
            {
                NodeOperation.Create create => Created(Part(writer, Operation.Create), create.Path, create.Data.Span, create.Kind, owned),
                NodeOperation.Set set => Part(writer, Operation.SetData).Text(set.Path).Bytes(set.Data.Span).Int(set.Version),
                NodeOperation.Delete delete => Part(writer, Operation.Delete).Text(delete.Path).Int(delete.Version),
                NodeOperation.Check check => Part(writer, Operation.Check).Text(check.Path).Int(check.Version),
                _ => throw new ArgumentException($"{each.GetType().Name} is no operation", nameof(operations)),
            };
        }

        return writer.Int(-1).Bool(true).Int(-1).ToFrame();
    }

    public static byte[] Ping() => Begin(Operation.Ping, FixedXid.Ping).ToFrame();

    public static byte[] CloseSession() => Begin(Operation.CloseSession).ToFrame();

    public static byte[] Authenticate(ZooKeeperCredentials credentials) => Begin(Operation.Authenticate, FixedXid.Authenticate)
        .Int(0)
        .Text("digest")
        .Bytes(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}"))
        .ToFrame();

    /// <param name="lastZxid">Watches fire at once for what has changed since.</param>
    public static byte[] SetWatches(
        long lastZxid, IReadOnlyCollection<string> data, IReadOnlyCollection<string> missing, IReadOnlyCollection<string> children) =>
        Begin(Operation.SetWatches, FixedXid.SetWatches).Long(lastZxid).Texts(data).Texts(missing).Texts(children).ToFrame();

    private static JuteWriter Begin(Operation operation, int xid = 0) => new JuteWriter().Int(xid).Int((int)operation);

    private static JuteWriter Part(JuteWriter writer, Operation operation) => writer.Int((int)operation).Bool(false).Int(-1);

    private static JuteWriter Created(JuteWriter writer, string path, ReadOnlySpan<byte> data, NodeKind kind, bool owned)
    {
        writer.Text(path).Bytes(data);
        if (owned)
            writer.Int(2).Int(Read).Text("world").Text("anyone").Int(All).Text("auth").Text("");
        else
            writer.Int(1).Int(All).Text("world").Text("anyone");
        return writer.Int((int)kind);
    }
}
