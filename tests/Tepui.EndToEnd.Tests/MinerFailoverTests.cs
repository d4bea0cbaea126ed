using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.ZooKeeper;

namespace Tepui.EndToEnd.Tests;

/// <summary>Two miners of one name (<c>--ha</c>) with their state in a real ZooKeeper.</summary>
public class MinerFailoverTests
{
    [ZooKeeperAndPackageFact("bcoin")]
    public async Task Kill_9_of_the_leading_miner_and_the_one_that_stands_by_goes_on_with_its_framework_and_its_tasks()
    {
        await using var zooKeeper = await ZooKeeperServer.StartAsync();
        await using var cluster = new Cluster();
        using var node = await BitcoinNode.StartAsync(cluster);
        await cluster.StartMasterAsync();
        for (var agent = 1; agent <= 3; agent++)
        {
            await cluster.StartAgentAsync(
                FreePort.Take(), $"agent-{agent}", $"--resources=cpus:1;mem:1024;disk:1024;ports:[{26000 + (agent * 100)}-{26099 + (agent * 100)}]");
        }

        var first = Start(cluster, node, zooKeeper);
        await first.WaitForLineAsync("this one leads; the framework is a new one");
        var second = Start(cluster, node, zooKeeper);
        await second.WaitForLineAsync("standing by");
        await node.WaitForHeightAsync(await node.HeightAsync() + 2, first);
        await Http.UntilAsync(() => Task.FromResult(Tasks(cluster, "worker").Count == 2), () => "two workers\n" + first.Report());
        var (server, workers, framework) = (Tasks(cluster, "server"), Tasks(cluster, "worker"), await FrameworkAsync(cluster));

        first.Kill();
        await first.WaitForExitAsync();
        var height = await node.HeightAsync();
        await node.WaitForHeightAsync(height + 1, second);
        await second.WaitForLineAsync($"this one leads; the framework is {framework}");
        await second.WaitForLineAsync($"subscribed again as framework {framework}");
        await node.WaitForHeightAsync(height + 3, second);
        (await FrameworkAsync(cluster)).ShouldBe(framework);
        Tasks(cluster, "server").ShouldBe(server, second.Report());
        Tasks(cluster, "worker").ShouldBe(workers, second.Report());

        // It is in charge: a server that dies is replaced, and its workers with it.
        Processes.Signal(server.Single(), Processes.SigKill).ShouldBe(0);
        await Http.UntilAsync(() => Task.FromResult(!workers.Any(Processes.IsAlive)), () => "an old worker is left\n" + second.Report());
        await node.WaitForHeightAsync(await node.HeightAsync() + 1, second);

        // One that is told to end leaves the tasks to the next, which need not wait for a time-out.
        var third = Start(cluster, node, zooKeeper);
        await third.WaitForLineAsync("standing by");
        server = Tasks(cluster, "server");
        second.Signal(Processes.SigTerm);
        (await second.WaitForExitAsync()).ShouldBe(0, second.Report());
        await third.WaitForLineAsync($"subscribed again as framework {framework}");
        await node.WaitForHeightAsync(await node.HeightAsync() + 1, third);
        Tasks(cluster, "server").ShouldBe(server, third.Report());
    }

    private static RunningProgram Start(Cluster cluster, BitcoinNode node, ZooKeeperServer zooKeeper) => cluster.Start(
    [
        "miner", "framework", "--ha", $"--zk={zooKeeper.Url("/mesos")}", "--zk_session_timeout=2secs", $"--master={cluster.MasterAddress}",
        "-bitcoind_address", "127.0.0.1", $"--bitcoind_rpc_port={node.Port}", $"--payout_address={node.Address}", BitcoinNode.User, BitcoinNode.Password,
    ]);

    /// <summary>Pids of the running servers or workers, in order.</summary>
    private static List<int> Tasks(Cluster cluster, string role) => [.. Processes.RunningWith(cluster.Folder, "miner", role).Order()];

    private static async Task<string> FrameworkAsync(Cluster cluster) =>
        (await Http.GetJsonAsync($"{cluster.MasterUrl}/frameworks"))["frameworks"]!.AsArray().Single()!["id"]!.GetValue<string>();
}
