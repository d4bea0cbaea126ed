using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.ZooKeeper.Connections;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Sessions;

/// <summary>The calls of a session: each becomes a request that the <see cref="SessionLoop"/> sends.</summary>
internal sealed class Session : IZooKeeperSession
{
    /// <summary>A server's jute.maxbuffer, unless somebody has set it otherwise.</summary>
    public const int LongestRequest = 0xfffff;

    private const int LengthBytes = 4;

    private readonly SessionLoop _loop;
    private readonly bool _owned;

    public Session(ZooKeeperUrl url, TimeSpan timeout, TimeProvider time, ILogger logger, KeepAlive keepAlive, Dial dial, Random random)
    {
        _owned = url.Credentials is not null;
        _loop = new SessionLoop(url, timeout, time, logger, keepAlive, dial, random);
    }

    public event Action? Changed
    {
        add => _loop.Face.Changed += value;
        remove => _loop.Face.Changed -= value;
    }

    public long Id => _loop.Face.Id;

    public TimeSpan Timeout => _loop.Face.Timeout;

    public bool IsConnected => _loop.Face.IsConnected;

    public DateTimeOffset AliveUntil => _loop.Face.AliveUntil;

    public Task<SessionEnd> Ended => _loop.Ended;

    public void Start() => _loop.Start();

    /// <summary>For tests, which move the clock between two steps.</summary>
    internal Task SettledAsync() => _loop.SettledAsync();

    public async Task<string> CreateAsync(string path, ReadOnlyMemory<byte> data, NodeKind kind, CancellationToken cancellation = default)
    {
        // The number that the ensemble adds may be the whole name.
        Check("create", kind.HasFlag(NodeKind.Sequential) ? path + "0" : path);
        return await SendAsync(new PendingCall<string>(
            Requests.Create(path, data.Span, kind, _owned), "create", path, (ref body, _, _) => body.Text())
        {
            IsTransaction = true,
            Cancellation = cancellation,
        }).ConfigureAwait(false);
    }

    public async Task DeleteAsync(string path, int version = -1, CancellationToken cancellation = default)
    {
        Check("delete", path);
        await SendAsync(new PendingCall<bool>(Requests.Delete(path, version), "delete", path, (ref _, _, _) => true)
        {
            IsTransaction = true,
            Cancellation = cancellation,
        }).ConfigureAwait(false);
    }

    public async Task<Watched<NodeStat?>> ExistsAsync(string path, bool watch = false, CancellationToken cancellation = default)
    {
        Check("look for", path);
        return await SendAsync(new PendingCall<Watched<NodeStat?>>(
            Requests.Look(Operation.Exists, path, watch),
            "look for",
            path,
            (ref body, error, watches) => error == 0
                ? new Watched<NodeStat?>(NodeStats.Read(ref body), watch ? watches.OnData(path) : WatchTable.Never)
                : new Watched<NodeStat?>(null, watch ? watches.OnMissing(path) : WatchTable.Never),
            takesNoNode: true)
        {
            Cancellation = cancellation,
        }).ConfigureAwait(false);
    }

    public async Task<Watched<NodeData>> GetAsync(string path, bool watch = false, CancellationToken cancellation = default)
    {
        Check("read", path);
        return await SendAsync(new PendingCall<Watched<NodeData>>(
            Requests.Look(Operation.GetData, path, watch),
            "read",
            path,
            (ref body, _, watches) =>
            {
                byte[] bytes = body.Bytes();
                NodeStat stat = NodeStats.Read(ref body);
                return new Watched<NodeData>(new NodeData(bytes, stat), watch ? watches.OnData(path) : WatchTable.Never);
            })
        {
            Cancellation = cancellation,
        }).ConfigureAwait(false);
    }

    public async Task<NodeStat> SetAsync(string path, ReadOnlyMemory<byte> data, int version = -1, CancellationToken cancellation = default)
    {
        Check("write", path);
        return await SendAsync(new PendingCall<NodeStat>(
            Requests.SetData(path, data.Span, version), "write", path, (ref body, _, _) => NodeStats.Read(ref body))
        {
            IsTransaction = true,
            Cancellation = cancellation,
        }).ConfigureAwait(false);
    }

    public async Task<Watched<IReadOnlyList<string>>> ChildrenAsync(string path, bool watch = false, CancellationToken cancellation = default)
    {
        Check("list", path);
        return await SendAsync(new PendingCall<Watched<IReadOnlyList<string>>>(
            Requests.Look(Operation.GetChildren, path, watch),
            "list",
            path,
            (ref body, _, watches) =>
            {
                string[] names = body.Texts();
                return new Watched<IReadOnlyList<string>>(names, watch ? watches.OnChildren(path) : WatchTable.Never);
            })
        {
            Cancellation = cancellation,
        }).ConfigureAwait(false);
    }

    public async Task MultiAsync(IReadOnlyList<NodeOperation> operations, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(operations);
        if (operations.Count == 0)
            return;
        foreach (NodeOperation operation in operations)
            Check("change", operation is NodeOperation.Create create && create.Kind.HasFlag(NodeKind.Sequential) ? operation.Path + "0" : operation.Path);
        await SendAsync(new PendingCall<bool>(
            Requests.Multi(operations, _owned), "change", operations[0].Path, (ref body, _, _) => MultiReply.Read(ref body, operations))
        {
            IsTransaction = true,
            Cancellation = cancellation,
        }).ConfigureAwait(false);
    }

    public async Task SyncAsync(string path, CancellationToken cancellation = default)
    {
        Check("sync", path);
        await SendAsync(new PendingCall<bool>(Requests.Sync(path), "sync", path, (ref _, _, _) => true) { Cancellation = cancellation }).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private static void Check(string operation, string path)
    {
        if (NodePath.FindFault(path) is { } fault)
            throw Errors.BadPath(operation, path, fault);
    }

    private async Task<T> SendAsync<T>(PendingCall<T> call)
    {
        if (call.Frame.Length - LengthBytes > LongestRequest)
            throw Errors.TooLarge(call.Operation, call.Path, call.Frame.Length - LengthBytes);
        _loop.Send(call);
        return await call.Task.WaitAsync(call.Cancellation).ConfigureAwait(false);
    }
}
