using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Tepui.ZooKeeper;

namespace Tepui.Testing.ZooKeeper;

/// <summary>Nodes and who watches them; used under the ensemble's lock.</summary>
internal sealed class FakeTree
{
    private readonly SortedDictionary<string, Node> _nodes = new(StringComparer.Ordinal) { ["/"] = new Node() };
    private readonly Dictionary<string, List<TaskCompletionSource>> _dataWatches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<TaskCompletionSource>> _childWatches = new(StringComparer.Ordinal);
    private List<Action> _fired = [];
    private long _zxid = 100;

    public sealed class Node
    {
        public byte[] Data { get; set; } = [];

        public long CreatedZxid { get; init; }

        public long ModifiedZxid { get; set; }

        public DateTimeOffset Created { get; init; }

        public DateTimeOffset Modified { get; set; }

        public int Version { get; set; }

        public long Owner { get; init; }

        public int NextSequence { get; set; }
    }

    public Node? Find(string path) => _nodes.GetValueOrDefault(path);

    public IReadOnlyList<string> ChildrenOf(string path)
    {
        string prefix = path == "/" ? "/" : path + "/";
        return [.. _nodes.Keys
            .Where(key => key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.Ordinal) && key.IndexOf('/', prefix.Length) < 0)
            .Select(key => key[prefix.Length..])];
    }

    public NodeStat StatOf(string path)
    {
        Node node = Must(path);
        return new NodeStat(
            node.CreatedZxid, node.ModifiedZxid, node.Created, node.Modified, node.Version, node.Owner, node.Data.Length, ChildrenOf(path).Count);
    }

    public string Create(string path, byte[] data, NodeKind kind, long session, DateTimeOffset now)
    {
        string parentPath = Parent(path);
        Node parent = Must(parentPath);
        if (parent.Owner != 0)
        {
            throw new ZooKeeperException(ZooKeeperError.NoChildrenForEphemerals, $"{parentPath} is ephemeral and has no children");
        }

        if (kind.HasFlag(NodeKind.Sequential))
        {
            path += parent.NextSequence.ToString("D10", CultureInfo.InvariantCulture);
        }

        if (_nodes.ContainsKey(path))
        {
            throw new ZooKeeperException(ZooKeeperError.NodeExists, $"{path} is there already");
        }

        parent.NextSequence++;
        _zxid++;
        _nodes[path] = new Node
        {
            Data = data,
            CreatedZxid = _zxid,
            ModifiedZxid = _zxid,
            Created = now,
            Modified = now,
            Owner = kind.HasFlag(NodeKind.Ephemeral) ? session : 0,
        };
        Fire(_dataWatches, path);
        Fire(_childWatches, parentPath);
        return path;
    }

    public NodeStat Set(string path, byte[] data, int version, DateTimeOffset now)
    {
        Node node = Must(path);
        CheckVersion(path, node, version);
        node.Data = data;
        node.Version++;
        node.Modified = now;
        node.ModifiedZxid = ++_zxid;
        Fire(_dataWatches, path);
        return StatOf(path);
    }

    public void Delete(string path, int version)
    {
        Node node = Must(path);
        CheckVersion(path, node, version);
        if (ChildrenOf(path).Count > 0)
        {
            throw new ZooKeeperException(ZooKeeperError.NotEmpty, $"{path} has children");
        }

        _zxid++;
        _nodes.Remove(path);
        Fire(_dataWatches, path);
        Fire(_childWatches, path);
        Fire(_childWatches, Parent(path));
    }

    public void Check(string path, int version) => CheckVersion(path, Must(path), version);

    public void DeleteOf(long session)
    {
        foreach (string path in _nodes.Where(node => session != 0 && node.Value.Owner == session).Select(static node => node.Key).ToList())
        {
            Delete(path, -1);
        }
    }

    /// <summary>All nodes as they are; <see cref="Restore"/> brings them back.</summary>
    public SortedDictionary<string, Node> Copy() => new(
        _nodes.ToDictionary(
            static node => node.Key,
            static node => new Node
            {
                Data = node.Value.Data,
                CreatedZxid = node.Value.CreatedZxid,
                ModifiedZxid = node.Value.ModifiedZxid,
                Created = node.Value.Created,
                Modified = node.Value.Modified,
                Version = node.Value.Version,
                Owner = node.Value.Owner,
                NextSequence = node.Value.NextSequence,
            }),
        StringComparer.Ordinal);

    public void Restore(SortedDictionary<string, Node> copy)
    {
        _nodes.Clear();
        foreach ((string path, Node node) in copy)
        {
            _nodes[path] = node;
        }
    }

    public Task WatchData(string path) => Watch(_dataWatches, path);

    public Task WatchChildren(string path) => Watch(_childWatches, path);

    /// <summary>Watches that went off since the last call; to be told outside the lock.</summary>
    public List<Action> TakeFired()
    {
        List<Action> fired = _fired;
        _fired = [];
        return fired;
    }

    private static Task Watch(Dictionary<string, List<TaskCompletionSource>> watches, string path)
    {
        if (!watches.TryGetValue(path, out List<TaskCompletionSource>? waiting))
        {
            watches[path] = waiting = [];
        }

        var watch = new TaskCompletionSource();
        waiting.Add(watch);
        return watch.Task;
    }

    private void Fire(Dictionary<string, List<TaskCompletionSource>> watches, string path)
    {
        if (watches.Remove(path, out List<TaskCompletionSource>? waiting))
        {
            _fired.AddRange(waiting.Select(static watch => (Action)(() => watch.TrySetResult())));
        }
    }

    private Node Must(string path) =>
        Find(path) ?? throw new ZooKeeperException(ZooKeeperError.NoNode, $"there is no node {path}");

    private static void CheckVersion(string path, Node node, int version)
    {
        if (version != -1 && version != node.Version)
        {
            throw new ZooKeeperException(ZooKeeperError.BadVersion, $"{path} has the version {node.Version}, not {version}");
        }
    }

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "/";
}
