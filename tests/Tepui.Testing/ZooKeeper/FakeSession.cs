using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Tepui.ZooKeeper;

namespace Tepui.Testing.ZooKeeper;

/// <summary>A session with the ensemble in memory; the test disconnects and ends it.</summary>
public sealed class FakeSession : IZooKeeperSession
{
    private readonly FakeZooKeeper _ensemble;
    private readonly TaskCompletionSource<SessionEnd> _ended = new();
    private readonly ITimer _heartbeat;
    private readonly ITimer _expiry;
    private TaskCompletionSource _connected = new();

    internal FakeSession(FakeZooKeeper ensemble, long id)
    {
        _ensemble = ensemble;
        Id = id;
        _heartbeat = ensemble.Time.CreateTimer(static session => ((FakeSession)session!).Beat(), this, ensemble.Timeout / 3, ensemble.Timeout / 3);
        _expiry = ensemble.Time.CreateTimer(
            static session => ((FakeSession)session!).Expire(), this, System.Threading.Timeout.InfiniteTimeSpan, System.Threading.Timeout.InfiniteTimeSpan);
    }

    public event Action? Changed;

    public long Id { get; }

    public TimeSpan Timeout => _ensemble.Timeout;

    public bool IsConnected { get; private set; }

    public DateTimeOffset AliveUntil { get; private set; }

    public Task<SessionEnd> Ended => _ended.Task;

    /// <summary>The next change is made, and its answer lost.</summary>
    public bool LosesNextAnswer { get; set; }

    public void Connect()
    {
        if (_ended.Task.IsCompleted || IsConnected)
        {
            return;
        }

        IsConnected = true;
        _expiry.Change(System.Threading.Timeout.InfiniteTimeSpan, System.Threading.Timeout.InfiniteTimeSpan);
        Heard();
        _connected.TrySetResult();
    }

    /// <summary>It expires after its time-out, unless it is connected again before.</summary>
    public void Disconnect()
    {
        if (_ended.Task.IsCompleted || !IsConnected)
        {
            return;
        }

        IsConnected = false;
        _connected = new TaskCompletionSource();
        _expiry.Change(Timeout, System.Threading.Timeout.InfiniteTimeSpan);
        Changed?.Invoke();
    }

    public void Expire() => End(SessionEnd.Expired);

    public void End(SessionEnd end)
    {
        if (_ended.Task.IsCompleted)
        {
            return;
        }

        IsConnected = false;
        _heartbeat.Dispose();
        _expiry.Dispose();
        _ensemble.Forget(this);
        _ended.TrySetResult(end);
        _connected.TrySetResult();
        Changed?.Invoke();
    }

    public async Task<string> CreateAsync(string path, ReadOnlyMemory<byte> data, NodeKind kind, CancellationToken cancellation = default)
    {
        await ReadyAsync("Create", path, cancellation).ConfigureAwait(false);
        string made = "";
        _ensemble.Change(() => made = _ensemble.Tree.Create(path, data.ToArray(), kind, Id, _ensemble.Time.GetUtcNow()));
        Answered();
        return made;
    }

    public async Task DeleteAsync(string path, int version = -1, CancellationToken cancellation = default)
    {
        await ReadyAsync("Delete", path, cancellation).ConfigureAwait(false);
        _ensemble.Change(() => _ensemble.Tree.Delete(path, version));
        Answered();
    }

    public async Task<Watched<NodeStat?>> ExistsAsync(string path, bool watch = false, CancellationToken cancellation = default)
    {
        await ReadyAsync("Exists", path, cancellation).ConfigureAwait(false);
        lock (_ensemble.Gate)
        {
            NodeStat? stat = _ensemble.Tree.Find(path) is null ? null : _ensemble.Tree.StatOf(path);
            return new Watched<NodeStat?>(stat, watch ? OrEnd(_ensemble.Tree.WatchData(path)) : Never);
        }
    }

    public async Task<Watched<NodeData>> GetAsync(string path, bool watch = false, CancellationToken cancellation = default)
    {
        await ReadyAsync("Get", path, cancellation).ConfigureAwait(false);
        lock (_ensemble.Gate)
        {
            var data = new NodeData(_ensemble.Tree.Find(path)?.Data ?? [], _ensemble.Tree.StatOf(path));
            return new Watched<NodeData>(data, watch ? OrEnd(_ensemble.Tree.WatchData(path)) : Never);
        }
    }

    public async Task<NodeStat> SetAsync(string path, ReadOnlyMemory<byte> data, int version = -1, CancellationToken cancellation = default)
    {
        await ReadyAsync("Set", path, cancellation).ConfigureAwait(false);
        NodeStat? stat = null;
        _ensemble.Change(() => stat = _ensemble.Tree.Set(path, data.ToArray(), version, _ensemble.Time.GetUtcNow()));
        Answered();
        return stat!;
    }

    public async Task<Watched<IReadOnlyList<string>>> ChildrenAsync(string path, bool watch = false, CancellationToken cancellation = default)
    {
        await ReadyAsync("Children", path, cancellation).ConfigureAwait(false);
        lock (_ensemble.Gate)
        {
            _ensemble.Tree.StatOf(path);
            return new Watched<IReadOnlyList<string>>(
                _ensemble.Tree.ChildrenOf(path), watch ? OrEnd(_ensemble.Tree.WatchChildren(path)) : Never);
        }
    }

    public async Task MultiAsync(IReadOnlyList<NodeOperation> operations, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(operations);
        foreach (NodeOperation operation in operations)
        {
            await ReadyAsync("Multi", operation.Path, cancellation).ConfigureAwait(false);
        }

        _ensemble.Change(() => Do(operations));
        Answered();
    }

    public Task SyncAsync(string path, CancellationToken cancellation = default) => ReadyAsync("Sync", path, cancellation);

    public ValueTask DisposeAsync()
    {
        End(SessionEnd.Closed);
        return ValueTask.CompletedTask;
    }

    private static Task Never { get; } = new TaskCompletionSource().Task;

    private void Do(IReadOnlyList<NodeOperation> operations)
    {
        FakeTree tree = _ensemble.Tree;
        var before = tree.Copy();
        try
        {
            foreach (NodeOperation operation in operations)
            {
                switch (operation)
                {
                    case NodeOperation.Create create:
                        tree.Create(create.Path, create.Data.ToArray(), create.Kind, Id, _ensemble.Time.GetUtcNow());
                        break;
                    case NodeOperation.Set set:
                        tree.Set(set.Path, set.Data.ToArray(), set.Version, _ensemble.Time.GetUtcNow());
                        break;
                    case NodeOperation.Delete delete:
                        tree.Delete(delete.Path, delete.Version);
                        break;
                    case NodeOperation.Check check:
                        tree.Check(check.Path, check.Version);
                        break;
                    default:
                        throw new InvalidOperationException($"there is no operation {operation}");
                }
            }
        }
        catch (ZooKeeperException)
        {
            tree.Restore(before);
            throw;
        }
    }

    private Task OrEnd(Task changed) => Task.WhenAny(changed, _ended.Task);

    private async Task ReadyAsync(string operation, string path, CancellationToken cancellation)
    {
        while (!IsConnected)
        {
            if (_ended.Task.IsCompleted)
            {
                throw new ZooKeeperException(ZooKeeperError.SessionEnded, $"the ZooKeeper session has ended ({await _ended.Task.ConfigureAwait(false)})");
            }

            await _connected.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }

        if (_ensemble.Hold?.Invoke(operation, path) is { } held)
        {
            await held.WaitAsync(cancellation).ConfigureAwait(false);
        }

        cancellation.ThrowIfCancellationRequested();
        Heard();
        if (_ensemble.Fault?.Invoke(operation, path) is { } error)
        {
            throw new ZooKeeperException(error, $"ZooKeeper answered {error} for {operation} of {path}");
        }
    }

    private void Answered()
    {
        if (LosesNextAnswer)
        {
            LosesNextAnswer = false;
            throw new ZooKeeperException(ZooKeeperError.ConnectionLoss, "the connection to ZooKeeper broke before its answer");
        }
    }

    private void Beat()
    {
        if (IsConnected)
        {
            Heard();
        }
    }

    private void Heard()
    {
        DateTimeOffset until = _ensemble.Time.GetUtcNow() + Timeout;
        if (until > AliveUntil)
        {
            AliveUntil = until;
            Changed?.Invoke();
        }
    }
}
