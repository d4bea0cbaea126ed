using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;
using TaskCanceledException = System.Threading.Tasks.TaskCanceledException;

namespace Tepui.EndToEnd.Tests.Platform;

/// <summary><c>tepui node</c> on each of three hosts, as docs/THREE-NODES.md has it.</summary>
public sealed class NodeTests
{
    [RootFact]
    public async Task Three_hosts_with_no_names_at_all_are_a_cluster_that_outlives_one_of_them_and_takes_it_back()
    {
        await using var cluster = new Cluster();
        using var network = HostNetwork.Create(3);
        var nodes = Enumerable.Range(0, 3).Select(host => Start(cluster, network, host)).ToList();
        (await RunAsync(cluster, network, 0, "getent", "hosts", "localhost")).ShouldNotBe(0, "names are resolved there");
        await AgentsAsync(network, 3, nodes);
        await using var framework = TestFramework.Start(Url(network));
        framework.Launch("task", $"until [ -e {cluster.At("go")} ]; do sleep 0.1; done; exit 7");
        var home = (await framework.WaitForAsync("task", TaskState.TaskRunning)).AgentId.Value;
        var agents = await AgentsAsync(network, 3, nodes);

        // A leader's process that dies is followed by another's, and is started again.
        int leader;
        do
        {
            leader = await LeaderAsync(network, nodes);
            Processes.Signal(MasterOf(network, leader), Processes.SigKill).ShouldBe(0);
            await nodes[leader].WaitForLineAsync("the master ended (signal 9) and is started again in 1 seconds");
            leader = await LeaderAsync(network, nodes, except: leader);
        }
        while (agents[home] == network.Addresses[leader]);

        // A whole host dies, the leader's; the others go on and the task with them.
        network.Hosts[leader].KillAll();
        await nodes[leader].WaitForExitAsync();
        await LeaderAsync(network, nodes, except: leader);
        await AgentsAsync(network, 2, nodes);
        await framework.WaitForAgentAsync();
        framework.Launch("meanwhile", "true");
        await framework.WaitForAsync("meanwhile", TaskState.TaskFinished);
        (await framework.ReconcileAsync("task")).State.ShouldBe(TaskState.TaskRunning);

        // It comes back as who it was.
        nodes[leader] = Start(cluster, network, leader);
        (await AgentsAsync(network, 3, nodes)).ShouldBe(agents, ignoreOrder: true);
        await File.WriteAllTextAsync(cluster.At("go"), "");
        (await framework.WaitForAsync("task", TaskState.TaskFailed)).Message.ShouldContain("7");

        // One that is told to end takes all its parts along.
        nodes[leader].Signal(Processes.SigTerm);
        (await nodes[leader].WaitForExitAsync()).ShouldBe(0, nodes[leader].Report());
        network.Hosts[leader].Pids.Where(Processes.IsAlive).Select(Processes.CommandLine).Where(line => !line.Contains("Supervisor")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_that_is_none_of_the_nodes_is_told_so()
    {
        await using var cluster = new Cluster();
        var node = cluster.Start(["node", "--nodes=198.51.100.1,198.51.100.2,198.51.100.3", $"--work_dir={cluster.At("node")}"]);
        (await node.WaitForExitAsync()).ShouldBe(1);
        node.Lines.ShouldBe(["tepui node: none of --nodes=198.51.100.1,198.51.100.2,198.51.100.3 is an address of this host (see 'ip address')"]);
        Directory.Exists(cluster.At("node")).ShouldBeFalse();
    }

    private static string Url(HostNetwork network) => $"zk://{string.Join(',', network.Addresses.Select(each => each + ":2181"))}/mesos";

    private static RunningProgram Start(Cluster cluster, HostNetwork network, int host)
    {
        string[] words =
        [
            .. network.Hosts[host].WithinNameless, cluster.Tepui, "node", $"--nodes={string.Join(',', network.Addresses)}", $"--work_dir={cluster.At($"node-{host}")}",
            "--resources=cpus:1;mem:1024;disk:1024;ports:[31000-31100]", "--zk_session_timeout=5secs", "--zk_heap=64MB",
        ];
        return cluster.StartProgram(words[0], words[1..]);
    }

    private static async System.Threading.Tasks.Task<int> RunAsync(Cluster cluster, HostNetwork network, int host, params string[] command)
    {
        string[] words = [.. network.Hosts[host].WithinNameless, .. command];
        return await cluster.StartProgram(words[0], words[1..]).WaitForExitAsync();
    }

    /// <summary>Ids and addresses of the agents, once there are so many that are active.</summary>
    private static async System.Threading.Tasks.Task<SortedDictionary<string, string>> AgentsAsync(
        HostNetwork network, int count, IReadOnlyList<RunningProgram> nodes)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await Http.UntilAsync(
            async () =>
            {
                found.Clear();
                foreach (var agent in (await AskAsync(network, "slaves"))?["slaves"]?.AsArray() ?? [])
                {
                    if (agent!["active"]!.GetValue<bool>())
                        found[agent["id"]!.GetValue<string>()] = agent["hostname"]!.GetValue<string>();
                }

                return found.Count == count;
            },
            () => $"there are not {count} agents\n{Report(nodes)}");
        return found;
    }

    /// <summary>The number of the host whose master leads.</summary>
    private static async System.Threading.Tasks.Task<int> LeaderAsync(HostNetwork network, IReadOnlyList<RunningProgram> nodes, int except = -1)
    {
        var leader = -1;
        await Http.UntilAsync(
            async () =>
            {
                var address = (await AskAsync(network, "state"))?["leader_info"]?["hostname"]?.GetValue<string>();
                leader = network.Addresses.ToList().IndexOf(address ?? "");
                return leader >= 0 && leader != except;
            },
            () => $"nobody leads\n{Report(nodes)}");
        return leader;
    }

    /// <summary>What the leader answers, by way of whichever master is there.</summary>
    private static async System.Threading.Tasks.Task<JsonNode?> AskAsync(HostNetwork network, string path)
    {
        foreach (var address in network.Addresses)
        {
            try
            {
                return await Http.GetJsonAsync($"http://{address}:5050/{path}");
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                // The next may know.
            }
        }

        return null;
    }

    private static int MasterOf(HostNetwork network, int host) => network.Hosts[host].Pids.Single(pid => Processes.CommandLine(pid).Contains("\0master\0"));

    private static string Report(IReadOnlyList<RunningProgram> nodes) => string.Join("\n\n", nodes.Select(node => node.Report()));
}
