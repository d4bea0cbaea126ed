using System;
using System.Linq;
using System.Threading.Tasks;
using Tepui.Testing.ZooKeeper;

namespace Tepui.ZooKeeper.Tests.Servers;

/// <summary>Three real servers, of which some die or stand still.</summary>
[Collection(EnsembleCollection.Name)]
public sealed class EnsembleTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [ZooKeeperFact]
    public async Task A_session_outlives_its_server_and_the_ensembles_leader_but_no_lease_outlives_the_majority()
    {
        await using ZooKeeperEnsemble ensemble = await ZooKeeperEnsemble.StartAsync();
        await MoveToAnotherServerAsync(ensemble);
        await OutliveTheLeaderAsync(ensemble);
        await LoseTheMajorityAsync(ensemble);
    }

    private static async Task MoveToAnotherServerAsync(ZooKeeperEnsemble ensemble)
    {
        await using var client = new Client(ensemble.Url(), Long);
        await client.Session.CreateAsync("/moves", default, NodeKind.Ephemeral);
        Watched<NodeData> watched = await client.Session.GetAsync("/moves", watch: true);
        long id = client.Session.Id;
        ZooKeeperServer first = Of(ensemble, client);

        await first.KillAsync();
        await client.UntilAsync(session => session.IsConnected && client.Server != first.Address);

        client.Session.Id.ShouldBe(id);
        await using var other = new Client(Of(ensemble, client).Url(), Long);
        await other.Session.SetAsync("/moves", new byte[] { 1 }).WaitAsync(Client.Patience);
        await watched.Changed.WaitAsync(Client.Patience);
        (await client.Session.GetAsync("/moves")).Value.Stat.EphemeralOwner.ShouldBe(id);
        first.Run();
        await first.WaitUntilServesAsync();
    }

    private static async Task OutliveTheLeaderAsync(ZooKeeperEnsemble ensemble)
    {
        await using var client = new Client(ensemble.Url(), Long, KeepAlive.Transaction);
        await client.Session.CreateAsync("/stays", default, NodeKind.Ephemeral);
        ZooKeeperServer leader = ensemble.Leader;

        await leader.KillAsync();
        await RetryAsync(() => client.Session.SetAsync("/stays", new byte[] { 2 }, 0));

        (await client.Session.GetAsync("/stays")).Value.Stat.EphemeralOwner.ShouldBe(client.Session.Id);
        leader.Run();
        await leader.WaitUntilServesAsync();
    }

    /// <summary>
    /// The server that is left does not know for a while that it is alone, and answers pings. No lease may come of it: the others could
    /// end the session meanwhile.
    /// </summary>
    private static async Task LoseTheMajorityAsync(ZooKeeperEnsemble ensemble)
    {
        ZooKeeperServer left = ensemble.Servers.First(server => !server.Leads());
        ZooKeeperServer[] others = [.. ensemble.Servers.Where(server => server != left)];
        await using var client = new Client(left.Url(), Short, KeepAlive.Transaction);
        await client.UntilAsync(session => session.IsConnected);
        DateTimeOffset first = client.LongestLease;
        await client.UntilAsync(_ => client.LongestLease > first + Short);

        foreach (ZooKeeperServer server in others)
            server.Pause();
        DateTimeOffset paused = DateTimeOffset.UtcNow;
        Task write = client.Session.CreateAsync("/none", default, NodeKind.Persistent);
        (await client.Session.Ended.WaitAsync(Client.Patience)).ShouldBe(SessionEnd.Expired);
        client.LongestLease.ShouldBeLessThanOrEqualTo(paused + Short);
        (await Should.ThrowAsync<ZooKeeperException>(() => write)).Error.ShouldBeOneOf(ZooKeeperError.ConnectionLoss, ZooKeeperError.SessionEnded);

        foreach (ZooKeeperServer server in others)
            server.Resume();
        await using var next = new Client(ensemble.Url(), Long);
        await RetryAsync(() => next.Session.CreateAsync("/again", default, NodeKind.Persistent));
    }

    private static ZooKeeperServer Of(ZooKeeperEnsemble ensemble, Client client) =>
        ensemble.Servers.Single(server => server.Address == client.Server);

    private static async Task RetryAsync(Func<Task> act)
    {
        while (true)
        {
            try
            {
                await act().WaitAsync(Client.Patience);
                return;
            }
            catch (ZooKeeperException e) when (e.Error == ZooKeeperError.ConnectionLoss)
            {
                // It was not done: each of them is done by nobody else.
            }
        }
    }
}
