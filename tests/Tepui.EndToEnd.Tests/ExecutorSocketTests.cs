using System.IO;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests;

/// <summary>Executors that reach their agent over its Unix socket, and over nothing else: they are in a network with no route to anywhere.</summary>
public class ExecutorSocketTests
{
    [RootFact]
    public Task An_executor_with_the_SDK_needs_no_network() => RunAsync("sdk");

    [RootFact]
    public Task An_executor_in_shell_needs_no_network() => RunAsync("shell");

    private static async Task RunAsync(string kind)
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        string[] flags = ["--http_executor_domain_sockets", "--resources=cpus:2;mem:512;disk:100"];
        var agent = await cluster.StartAgentAsync(port, "agent", flags);
        await using var framework = ExecutorFramework.Start(cluster.MasterAddress);
        var executor = Executors.Example(kind, "e");
        executor.Command.Value = "/usr/bin/unshare";
        executor.Command.Arguments.Insert(0, "unshare");
        executor.Command.Arguments.Insert(1, "--net");
        var go = cluster.At("go");

        framework.Launch(executor, "t", $"ls /sys/class/net > {cluster.At("links")}; ip -o address > {cluster.At("links")}; until [ -e {go} ]; do sleep 0.02; done");
        await framework.WaitForAsync("t", TaskState.TaskRunning);

        // Back on the socket of the agent's next process.
        agent.Kill();
        await agent.WaitForExitAsync();
        _ = await cluster.StartAgentAsync(port, "agent", flags);
        await File.WriteAllTextAsync(go, "");
        await framework.WaitForAsync("t", TaskState.TaskFinished);

        (await File.ReadAllTextAsync(cluster.At("links"))).ShouldNotContain("inet", Case.Sensitive, "it has no address at all");
        File.Exists(Path.Combine(cluster.At("agent-run"), "agent.sock")).ShouldBeTrue();
    }
}
