using System;
using System.Text;
using System.Threading.Tasks;
using Tepui.Testing.ZooKeeper;

namespace Tepui.ZooKeeper.Tests.Servers;

/// <summary>A real server that stands still, dies or cannot be reached.</summary>
[Collection(EnsembleCollection.Name)]
public sealed class DisruptionTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [ZooKeeperFact]
    public async Task A_server_that_dies_and_returns_finds_the_session_and_its_watches_again()
    {
        await using ZooKeeperServer server = await ZooKeeperServer.StartAsync();
        await using var client = new Client(server.Url(), Long);
        await using var other = new Client(server.Url(), Long);
        await client.Session.CreateAsync("/own", default, NodeKind.Ephemeral);
        Watched<NodeData> root = await client.Session.GetAsync("/", watch: true);
        Watched<NodeStat?> missing = await client.Session.ExistsAsync("/later", watch: true);
        long id = client.Session.Id;

        await server.KillAsync();
        await client.UntilAsync(session => !session.IsConnected);
        Task<Watched<NodeData>> waiting = client.Session.GetAsync("/own");
        server.Run();

        (await waiting.WaitAsync(Client.Patience)).Value.Stat.EphemeralOwner.ShouldBe(id);
        client.Session.Id.ShouldBe(id);
        await CreateAsync(other, "/later");
        await missing.Changed.WaitAsync(Client.Patience);
        root.Changed.IsCompleted.ShouldBeFalse();
    }

    [ZooKeeperFact]
    public async Task A_server_that_stands_still_for_longer_than_the_time_out_ends_the_session_on_both_sides()
    {
        await using ZooKeeperServer server = await ZooKeeperServer.StartAsync();
        await using var client = new Client(server.Url(), Short);
        string own = await client.Session.CreateAsync("/own", default, NodeKind.Ephemeral);

        server.Pause();
        DateTimeOffset paused = DateTimeOffset.UtcNow;
        (await client.Session.Ended.WaitAsync(Client.Patience)).ShouldBe(SessionEnd.Expired);
        client.LongestLease.ShouldBeLessThanOrEqualTo(paused + Short);
        server.Resume();

        await using var next = new Client(server.Url(), Long);
        Watched<NodeStat?> left = await next.Session.ExistsAsync(own, watch: true).WaitAsync(Client.Patience);
        if (left.Value is not null)
            await left.Changed.WaitAsync(Client.Patience);
        (await next.Session.ExistsAsync(own)).Value.ShouldBeNull();
    }

    [ZooKeeperTheory]
    [InlineData(KeepAlive.Ping)]
    [InlineData(KeepAlive.Transaction)]
    public async Task One_that_is_cut_off_is_past_its_lease_before_others_see_it_gone_and_hears_of_its_end(KeepAlive keepAlive)
    {
        await using ZooKeeperServer server = await ZooKeeperServer.StartAsync();
        await using var client = new Client(server.Url(), Short, keepAlive);
        await using var other = new Client(server.Url(), Long);
        string own = await client.Session.CreateAsync("/own", default, NodeKind.Ephemeral);
        DateTimeOffset begun = client.LongestLease;
        await client.UntilAsync(_ => client.LongestLease > begun + Short / 2);
        Watched<NodeStat?> seen = await other.Session.ExistsAsync(own, watch: true);

        client.Cut();
        await seen.Changed.WaitAsync(Client.Patience);

        DateTimeOffset.UtcNow.ShouldBeGreaterThan(client.LongestLease);
        client.Mend();
        (await client.Session.Ended.WaitAsync(Client.Patience)).ShouldBe(SessionEnd.Expired);
        ZooKeeperException error = await Should.ThrowAsync<ZooKeeperException>(() => client.Session.GetAsync("/"));
        error.Error.ShouldBe(ZooKeeperError.SessionEnded);
        error.Message.ShouldBe("cannot read / in ZooKeeper: the session has expired");
    }

    [ZooKeeperFact]
    public async Task A_short_cut_is_not_felt_but_by_what_was_under_way()
    {
        await using ZooKeeperServer server = await ZooKeeperServer.StartAsync();
        await using var client = new Client(server.Url(), Long);
        await using var other = new Client(server.Url(), Long);
        await client.Session.CreateAsync("/own", default, NodeKind.Ephemeral);
        Watched<NodeStat?> watched = await client.Session.ExistsAsync("/later", watch: true);

        client.Cut();
        await client.UntilAsync(session => !session.IsConnected);
        await CreateAsync(other, "/later");
        client.Mend();

        // It happened while nobody could tell.
        await watched.Changed.WaitAsync(Client.Patience);
        (await client.Session.ExistsAsync("/own")).Value!.EphemeralOwner.ShouldBe(client.Session.Id);
    }

    /// <summary>Connections that break under a call are this test's own doing.</summary>
    private static async Task CreateAsync(Client client, string path)
    {
        while (true)
        {
            try
            {
                await client.Session.CreateAsync(path, Encoding.UTF8.GetBytes("x"), NodeKind.Persistent).WaitAsync(Client.Patience);
                return;
            }
            catch (ZooKeeperException e) when (e.Error == ZooKeeperError.ConnectionLoss)
            {
                // Once more.
            }
        }
    }
}
