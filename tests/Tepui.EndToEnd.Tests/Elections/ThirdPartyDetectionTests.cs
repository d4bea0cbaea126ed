using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.ZooKeeper;

namespace Tepui.EndToEnd.Tests.Elections;

/// <summary>A client made for Mesos finds the leading master in ZooKeeper, and the next one when that is killed.</summary>
public sealed class ThirdPartyDetectionTests
{
    [NeedsGoClientFact(needsZooKeeper: true)]
    public async Task Mesos_go_follows_the_lead_from_one_master_to_the_next()
    {
        await using ZooKeeperServer server = await ZooKeeperServer.StartAsync();
        await using var cluster = new Cluster();
        string zk = $"zk://{server.Address}/mesos";
        int first = FreePort.Take();
        int second = FreePort.Take();
        RunningProgram leader = StartMaster(cluster, zk, first);
        await leader.WaitForLineAsync("Leads, as ");
        RunningProgram standby = StartMaster(cluster, zk, second);
        await standby.WaitForLineAsync($"Stands by: master@127.0.0.1:{first} leads");
        RunningProgram agent = cluster.Start(
        [
            "agent", $"--master={zk}", "--ip=127.0.0.1", $"--port={FreePort.Take().ToString(CultureInfo.InvariantCulture)}",
            $"--work_dir={cluster.At("agent")}", "--resources=cpus:1;mem:256;disk:256", "--zk_session_timeout=3secs",
        ]);
        await agent.WaitForLineAsync("] Registered as ");

        RunningProgram client = cluster.StartProgram(
            Programs.GoClient, "-zk", zk, "-instances", "1", "-command", $"until [ -e {cluster.At("go")} ]; do sleep 0.1; done");
        await client.WaitForLineAsync($$"""{"leader":"127.0.0.1:{{first}}"}""");
        await client.WaitForLineAsync("TASK_RUNNING");
        leader.Kill();
        await standby.WaitForLineAsync("Leads, as ");
        await client.WaitForLineAsync($$"""{"leader":"127.0.0.1:{{second}}"}""");
        await File.WriteAllTextAsync(cluster.At("go"), "");

        (await client.WaitForExitAsync()).ShouldBe(0, client.Report());
        client.Lines.ShouldContain(line => line.Contains("\"TASK_FINISHED\"", StringComparison.Ordinal), client.Report());
    }

    private static RunningProgram StartMaster(Cluster cluster, string zk, int port) => cluster.Start(
    [
        "master", "--ip=127.0.0.1", $"--port={port.ToString(CultureInfo.InvariantCulture)}", $"--work_dir={cluster.At($"master-{port}")}",
        $"--zk={zk}", "--zk_session_timeout=3secs",
    ]);
}
