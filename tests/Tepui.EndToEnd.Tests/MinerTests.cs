using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;

namespace Tepui.EndToEnd.Tests;

/// <summary>The miner's parts as separate processes, started with the original framework's flags, against a real Bitcoin full node.</summary>
public class MinerTests
{
    [NeedsPackageFact("bcoin")]
    public async Task A_real_node_accepts_the_blocks_and_kill_9_of_the_scheduler_leaves_one_server_and_the_same_workers()
    {
        await using var cluster = new Cluster();
        using var node = await BitcoinNode.StartAsync(cluster);
        await StartClusterAsync(cluster);
        var height = await node.HeightAsync();
        var framework = StartFramework(cluster, node);

        await node.WaitForHeightAsync(height + 2, framework);
        await Http.UntilAsync(() => Task.FromResult(Tasks(cluster, "worker").Count == 2), () => "two workers\n" + framework.Report());
        var (server, workers) = (Tasks(cluster, "server"), Tasks(cluster, "worker"));
        framework.Kill();
        await framework.WaitForExitAsync();
        height = await node.HeightAsync();
        await node.WaitForHeightAsync(height + 1, framework);

        var again = StartFramework(cluster, node);
        await again.WaitForLineAsync("subscribed");
        await node.WaitForHeightAsync(height + 4, again);
        Tasks(cluster, "server").ShouldBe(server, again.Report());
        Tasks(cluster, "worker").ShouldBe(workers, again.Report());
        (await LiveTasksAsync(cluster, "server-")).ShouldBe(1);
        await TheSecretIsNowhereAsync(cluster, framework, again);
    }

    [NeedsPackageFact("bcoin")]
    public async Task When_the_server_dies_its_workers_are_killed_and_all_start_again()
    {
        await using var cluster = new Cluster();
        using var node = await BitcoinNode.StartAsync(cluster);
        await StartClusterAsync(cluster);
        var framework = StartFramework(cluster, node);
        await node.WaitForHeightAsync(await node.HeightAsync() + 1, framework);
        await Http.UntilAsync(() => Task.FromResult(Tasks(cluster, "worker").Count == 2), () => "two workers\n" + framework.Report());
        var before = Tasks(cluster, "server").Concat(Tasks(cluster, "worker")).ToList();

        Processes.Signal(Tasks(cluster, "server").Single(), Processes.SigKill).ShouldBe(0);

        await Http.UntilAsync(() => Task.FromResult(!before.Any(Processes.IsAlive)), () => "an old task is left\n" + framework.Report());
        await node.WaitForHeightAsync(await node.HeightAsync() + 1, framework);
        Tasks(cluster, "server").Count.ShouldBe(1, framework.Report());
    }

    private static async Task StartClusterAsync(Cluster cluster)
    {
        await cluster.StartMasterAsync();
        for (var agent = 1; agent <= 3; agent++)
        {
            await cluster.StartAgentAsync(
                FreePort.Take(), $"agent-{agent}", $"--resources=cpus:1;mem:1024;disk:1024;ports:[{23000 + (agent * 100)}-{23099 + (agent * 100)}]");
        }
    }

    private static RunningProgram StartFramework(Cluster cluster, BitcoinNode node) => cluster.Start(
    [
        "miner", "framework", "-master", cluster.MasterAddress, "-bitcoind_address", "127.0.0.1", $"--bitcoind_rpc_port={node.Port}",
        $"--payout_address={node.Address}", $"--state_file={cluster.At("miner.json")}", BitcoinNode.User, BitcoinNode.Password,
    ]);

    /// <summary>Pids of the running servers or workers, in order.</summary>
    private static List<int> Tasks(Cluster cluster, string role) =>
        [.. Processes.RunningWith(cluster.Folder, "miner", role).Order()];

    private static async Task<int> LiveTasksAsync(Cluster cluster, string prefix)
    {
        var state = await Http.GetJsonAsync($"{cluster.MasterUrl}/state");
        return state["frameworks"]!.AsArray().SelectMany(framework => framework!["tasks"]!.AsArray())
            .Count(task => task!["id"]!.GetValue<string>().StartsWith(prefix, StringComparison.Ordinal));
    }

    private static async Task TheSecretIsNowhereAsync(Cluster cluster, params RunningProgram[] programs)
    {
        (await Http.GetTextAsync($"{cluster.MasterUrl}/state")).ShouldNotContain(BitcoinNode.Password);
        foreach (var agent in (await Http.GetJsonAsync($"{cluster.MasterUrl}/slaves"))["slaves"]!.AsArray())
            (await Http.GetTextAsync($"http://127.0.0.1:{agent!["port"]}/state")).ShouldNotContain(BitcoinNode.Password);
        foreach (var program in cluster.Programs.Concat(programs))
            program.Lines.ShouldNotContain(line => line.Contains(BitcoinNode.Password, StringComparison.Ordinal), program.Report());
        Processes.CommandLines(cluster.Folder, "miner", "server").ShouldAllBe(line => !line.Contains(BitcoinNode.Password));
    }
}
