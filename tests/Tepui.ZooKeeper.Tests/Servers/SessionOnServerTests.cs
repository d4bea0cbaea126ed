using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Testing.ZooKeeper;

namespace Tepui.ZooKeeper.Tests.Servers;

/// <summary>Each operation as a real server answers it.</summary>
[Collection(ZooKeeperCollection.Name)]
public sealed class SessionOnServerTests(SharedZooKeeper shared)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [ZooKeeperFact]
    public async Task A_node_is_made_read_changed_and_deleted()
    {
        string path = await shared.MakePathAsync("life");
        await using IZooKeeperSession session = Open();

        (await session.CreateAsync($"{path}/a", Bytes("one"), NodeKind.Persistent)).ShouldBe($"{path}/a");
        NodeData read = (await session.GetAsync($"{path}/a")).Value;
        Text(read).ShouldBe("one");
        read.Stat.Version.ShouldBe(0);
        read.Stat.CreatedZxid.ShouldBeGreaterThan(0);
        read.Stat.EphemeralOwner.ShouldBe(0);
        NodeStat set = await session.SetAsync($"{path}/a", Bytes("two"));
        set.Version.ShouldBe(1);
        set.ModifiedZxid.ShouldBeGreaterThan(set.CreatedZxid);
        set.DataLength.ShouldBe(3);
        (await session.ExistsAsync($"{path}/a")).Value.ShouldBe(set);
        (await session.ChildrenAsync(path)).Value.ShouldBe(["a"]);
        await session.DeleteAsync($"{path}/a");
        (await session.ExistsAsync($"{path}/a")).Value.ShouldBeNull();
        (await session.ChildrenAsync(path)).Value.ShouldBeEmpty();
    }

    [ZooKeeperFact]
    public async Task What_was_changed_by_another_is_not_overwritten()
    {
        string path = await shared.MakePathAsync("compare");
        await using IZooKeeperSession one = Open();
        await using IZooKeeperSession other = Open();
        NodeStat seen = (await one.GetAsync(path)).Value.Stat;
        await other.SetAsync(path, Bytes("other"), seen.Version);

        ZooKeeperException error = await FailsAsync(one.SetAsync(path, Bytes("one"), seen.Version), ZooKeeperError.BadVersion);

        error.Message.ShouldBe($"cannot write {path} in ZooKeeper: somebody else has changed it since it was read");
        Text((await one.GetAsync(path)).Value).ShouldBe("other");
        await FailsAsync(one.DeleteAsync(path, seen.Version), ZooKeeperError.BadVersion);
    }

    [ZooKeeperFact]
    public async Task Failures_have_their_names()
    {
        string path = await shared.MakePathAsync("failures");
        await using IZooKeeperSession session = Open();
        await session.CreateAsync($"{path}/e", default, NodeKind.Ephemeral);

        await FailsAsync(session.GetAsync($"{path}/none"), ZooKeeperError.NoNode);
        await FailsAsync(session.SetAsync($"{path}/none", default), ZooKeeperError.NoNode);
        await FailsAsync(session.ChildrenAsync($"{path}/none"), ZooKeeperError.NoNode);
        await FailsAsync(session.DeleteAsync($"{path}/none"), ZooKeeperError.NoNode);
        await FailsAsync(session.CreateAsync($"{path}/none/below", default, NodeKind.Persistent), ZooKeeperError.NoNode);
        await FailsAsync(session.CreateAsync(path, default, NodeKind.Persistent), ZooKeeperError.NodeExists);
        await FailsAsync(session.CreateAsync($"{path}/e/below", default, NodeKind.Persistent), ZooKeeperError.NoChildrenForEphemerals);
        await FailsAsync(session.DeleteAsync(path), ZooKeeperError.NotEmpty);
    }

    [ZooKeeperFact]
    public async Task Ephemeral_nodes_go_with_their_session_and_sequential_ones_are_numbered()
    {
        string path = await shared.MakePathAsync("ephemeral");
        await using IZooKeeperSession watcher = Open();
        IZooKeeperSession owner = Open();
        string first = await owner.CreateAsync($"{path}/n_", Bytes("1"), NodeKind.Ephemeral | NodeKind.Sequential);
        string second = await owner.CreateAsync($"{path}/n_", Bytes("2"), NodeKind.Ephemeral | NodeKind.Sequential);
        string third = await owner.CreateAsync($"{path}/", Bytes("3"), NodeKind.Ephemeral | NodeKind.Sequential);

        first.ShouldBe($"{path}/n_0000000000");
        second.ShouldBe($"{path}/n_0000000001");
        third.ShouldBe($"{path}/0000000002");
        Watched<NodeStat?> seen = await watcher.ExistsAsync(first, watch: true);
        seen.Value!.EphemeralOwner.ShouldBe(owner.Id);
        await owner.DisposeAsync();

        await seen.Changed.WaitAsync(Patience);
        (await owner.Ended).ShouldBe(SessionEnd.Closed);
        (await watcher.ChildrenAsync(path)).Value.ShouldBeEmpty();
    }

    [ZooKeeperFact]
    public async Task Watches_tell_once_of_what_they_were_left_at()
    {
        string path = await shared.MakePathAsync("watches");
        await using IZooKeeperSession watcher = Open();
        await using IZooKeeperSession other = Open();
        Watched<NodeStat?> missing = await watcher.ExistsAsync($"{path}/a", watch: true);
        Watched<IReadOnlyList<string>> children = await watcher.ChildrenAsync(path, watch: true);
        Watched<NodeData> data = await watcher.GetAsync(path, watch: true);
        Watched<NodeData> unwatched = await watcher.GetAsync(path);

        await other.CreateAsync($"{path}/a", default, NodeKind.Persistent);
        await missing.Changed.WaitAsync(Patience);
        await children.Changed.WaitAsync(Patience);
        data.Changed.IsCompleted.ShouldBeFalse();
        await other.SetAsync(path, Bytes("new"));
        await data.Changed.WaitAsync(Patience);
        Text((await watcher.GetAsync(path)).Value).ShouldBe("new");
        Watched<NodeData> child = await watcher.GetAsync($"{path}/a", watch: true);
        Watched<IReadOnlyList<string>> below = await watcher.ChildrenAsync($"{path}/a", watch: true);
        await other.DeleteAsync($"{path}/a");
        await child.Changed.WaitAsync(Patience);
        await below.Changed.WaitAsync(Patience);
        unwatched.Changed.IsCompleted.ShouldBeFalse();
    }

    [ZooKeeperFact]
    public async Task Of_several_changes_at_once_all_are_made_or_none()
    {
        string path = await shared.MakePathAsync("multi");
        await using IZooKeeperSession session = Open();
        await session.MultiAsync(
        [
            new NodeOperation.Create($"{path}/a", Bytes("a"), NodeKind.Persistent),
            new NodeOperation.Set(path, Bytes("set"), 0),
            new NodeOperation.Check(path, 1),
            new NodeOperation.Create($"{path}/b", Bytes("b"), NodeKind.Persistent),
            new NodeOperation.Delete($"{path}/b"),
        ]);

        (await session.ChildrenAsync(path)).Value.ShouldBe(["a"]);
        ZooKeeperException error = await FailsAsync(
            session.MultiAsync(
            [
                new NodeOperation.Create($"{path}/c", default, NodeKind.Persistent),
                new NodeOperation.Check(path, 0),
                new NodeOperation.Delete($"{path}/a"),
            ]),
            ZooKeeperError.BadVersion);
        error.Message.ShouldBe($"cannot check the version of {path} in ZooKeeper: somebody else has changed it since it was read");
        (await session.ChildrenAsync(path)).Value.ShouldBe(["a"]);
        await session.SyncAsync(path);
        await session.MultiAsync([]);
    }

    [ZooKeeperFact]
    public async Task Many_calls_are_under_way_at_once_and_done_in_their_order()
    {
        string path = await shared.MakePathAsync("many");
        await using IZooKeeperSession session = Open();

        Task<NodeStat>[] writes = [.. Enumerable.Range(0, 500).Select(i => session.SetAsync(path, Bytes($"{i}"), i))];
        Task<Watched<NodeData>> read = session.GetAsync(path);

        (await Task.WhenAll(writes)).Select(stat => stat.Version).ShouldBe(Enumerable.Range(1, 500));
        Text((await read).Value).ShouldBe("499");
    }

    [ZooKeeperFact]
    public async Task More_than_a_server_takes_is_refused_before_it_is_sent()
    {
        string path = await shared.MakePathAsync("large");
        await using IZooKeeperSession session = Open();

        ZooKeeperException error = await FailsAsync(session.SetAsync(path, new byte[1024 * 1024]), ZooKeeperError.TooLarge);

        error.Message.ShouldContain("1,048,575");
        byte[] most = new byte[0xfffff - 20 - path.Length];
        (await session.SetAsync(path, most)).DataLength.ShouldBe(most.Length);
        (await session.GetAsync(path)).Value.Bytes.Length.ShouldBe(most.Length);
        session.IsConnected.ShouldBeTrue();
        await FailsAsync(session.SetAsync(path, new byte[most.Length + 1]), ZooKeeperError.TooLarge);
    }

    [ZooKeeperFact]
    public async Task Nodes_made_with_credentials_are_read_by_all_and_changed_by_their_owner()
    {
        string path = await shared.MakePathAsync("owned");
        var credentials = new ZooKeeperCredentials("mesos", "secret");
        await using IZooKeeperSession owner = Open(credentials);
        await using IZooKeeperSession stranger = Open();
        await using IZooKeeperSession impostor = Open(credentials with { Password = "guess" });
        await owner.CreateAsync($"{path}/owned", Bytes("mine"), NodeKind.Persistent);

        Text((await stranger.GetAsync($"{path}/owned")).Value).ShouldBe("mine");
        foreach (IZooKeeperSession other in new[] { stranger, impostor })
        {
            ZooKeeperException error = await FailsAsync(other.SetAsync($"{path}/owned", Bytes("theirs")), ZooKeeperError.NotAuthorized);
            error.Message.ShouldContain("check the user:password of the zk:// URL");
            error.Message.ShouldNotContain("guess");
            await FailsAsync(other.CreateAsync($"{path}/owned/below", default, NodeKind.Persistent), ZooKeeperError.NotAuthorized);
        }

        await owner.SetAsync($"{path}/owned", Bytes("still mine"));
        await using IZooKeeperSession again = Open(credentials);
        await again.DeleteAsync($"{path}/owned");
    }

    [ZooKeeperFact]
    public async Task A_session_kept_by_transactions_does_not_disturb_others()
    {
        string path = await shared.MakePathAsync("kept");
        await using IZooKeeperSession session = ZooKeeperClient.Open(
            shared.Server.Url(), TimeSpan.FromSeconds(4), TimeProvider.System, NullLogger.Instance, KeepAlive.Transaction);
        Watched<NodeData> root = await session.GetAsync("/", watch: true);
        Watched<NodeData> data = await session.GetAsync(path, watch: true);
        DateTimeOffset first = session.AliveUntil;

        // For longer than the time-out it lives by its keep-alives alone.
        await AliveUntilAsync(session, first + TimeSpan.FromSeconds(4.5));

        session.Ended.IsCompleted.ShouldBeFalse();
        root.Changed.IsCompleted.ShouldBeFalse();
        data.Changed.IsCompleted.ShouldBeFalse();
        (await session.ExistsAsync(path)).Value.ShouldBe(data.Value.Stat);
    }

    private static async Task AliveUntilAsync(IZooKeeperSession session, DateTimeOffset then)
    {
        var reached = new TaskCompletionSource();
        session.Changed += () =>
        {
            if (session.AliveUntil >= then)
                reached.TrySetResult();
        };
        await reached.Task.WaitAsync(Patience);
    }

    private static async Task<ZooKeeperException> FailsAsync(Task call, ZooKeeperError error)
    {
        ZooKeeperException failure = await Should.ThrowAsync<ZooKeeperException>(() => call);
        failure.Error.ShouldBe(error, failure.Message);
        return failure;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(NodeData data) => Encoding.UTF8.GetString(data.Bytes);

    private IZooKeeperSession Open(ZooKeeperCredentials? credentials = null) => ZooKeeperClient.Open(
        shared.Server.Url(credentials: credentials), TimeSpan.FromSeconds(30), TimeProvider.System, NullLogger.Instance);
}
