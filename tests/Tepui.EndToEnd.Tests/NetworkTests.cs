using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests;

/// <summary>Tasks in networks of their own, by real plug-ins, over the death of their agent.</summary>
public class NetworkTests
{
    [RootFact]
    public async Task A_task_in_a_network_is_told_with_its_address_and_leaves_it_in_the_end()
    {
        await using var cluster = new Cluster();
        var bridge = "tnet" + Guid.NewGuid().ToString("N")[..8];
        var subnet = string.Create(CultureInfo.InvariantCulture, $"10.216.{Random.Shared.Next(1, 255)}");
        Directory.CreateDirectory(cluster.At("networks"));
        await File.WriteAllTextAsync(Path.Combine(cluster.At("networks"), "net.conf"), $$"""
            {"name":"net","cniVersion":"0.4.0","type":"bridge","bridge":"{{bridge}}","isGateway":true,
             "ipam":{"type":"host-local","dataDir":"{{cluster.At("leases")}}","subnet":"{{subnet}}.0/24"} }
            """);
        string[] flags =
        [
            $"--network_cni_config_dir={cluster.At("networks")}", "--network_cni_plugins_dir=/usr/lib/cni",
            "--resources=cpus:2;mem:512;disk:100",
        ];
        try
        {
            await cluster.StartMasterAsync();
            var port = FreePort.Take();
            var agent = await cluster.StartAgentAsync(port, "agent", flags);
            await using var framework = TestFramework.Start(cluster.MasterAddress);
            var go = cluster.At("go");

            framework.Launch(NewTask("ct:1448:0: a b", $"hostname > {cluster.At("name")}; until [ -e {go} ]; do sleep 0.05; done"));
            var network = (await framework.WaitForAsync("ct:1448:0: a b", TaskState.TaskRunning)).ContainerStatus.NetworkInfos.Single();
            var address = network.IpAddresses.Single().IpAddress;
            Leases(cluster).ShouldBe([address], agent.Report());
            Ping(address).ShouldBe(0, agent.Report());
            agent.Kill();
            await agent.WaitForExitAsync();
            agent = await cluster.StartAgentAsync(port, "agent", flags);
            await framework.WaitForAgentAsync();
            await File.WriteAllTextAsync(go, "");
            var end = await framework.WaitForAsync("ct:1448:0: a b", TaskState.TaskFinished);

            (network.Name, network.Labels.Labels_.Single().Key).ShouldBe(("net", "app"));
            end.ContainerStatus.NetworkInfos.ShouldBe([network]);
            Leases(cluster).ShouldBeEmpty(agent.Report());
            framework.Launch(NewTask("nowhere", "true", "no-such-network"));
            (await framework.WaitForAsync("nowhere", TaskState.TaskFailed)).Message.ShouldContain("Unknown CNI network 'no-such-network'");
        }
        finally
        {
            Run("ip", "link", "del", bridge);
        }
    }

    private static string[] Leases(Cluster cluster) =>
        [.. Directory.EnumerateFiles(cluster.At("leases"), "10.*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!)];

    /// <summary>The kernel may take a second until it lets packets through a device that came up.</summary>
    private static int Ping(string address) =>
        Run("/bin/sh", "-c", $"for i in 1 2 3 4 5 6 7 8 9 10; do busybox ping -c 1 -W 1 {address} > /dev/null && exit 0; done; exit 1");

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static TaskInfo NewTask(string id, string command, string network = "net") => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        Command = new CommandInfo { Value = command },
        Container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Mesos,
            NetworkInfos = { new NetworkInfo { Name = network, Labels = new Labels { Labels_ = { new Label { Key = "app" } } } } },
        },
    };
}
