using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Docker;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests.Docker;

/// <summary>examples/three-nodes.yaml: the three-node platform in containers on one host.</summary>
[Collection(DockerCollection.Name)]
public sealed class ThreeNodesTests(SharedDaemon shared) : IAsyncLifetime
{
    private DockerDaemon Daemon => shared.Daemon;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Daemon is null ? Task.CompletedTask : Daemon.Engine.RemoveAllAsync();

    [ComposeFact]
    public async Task Three_containers_are_a_cluster_that_outlives_any_of_them()
    {
        await using var cluster = new Cluster();
        var images = cluster.Start(["images", "--node", $"--docker_socket={Daemon.Socket}"]);
        (await images.WaitForExitAsync()).ShouldBe(0, images.Report());
        var net = Compose.LoopbackNet();
        await using var compose = new Compose(Daemon, "three-nodes.yaml", ("TEPUI_ROOT", cluster.At("root")), ("TEPUI_NET", net));
        var (status, output) = await compose.RunAsync("up", "-d");
        status.ShouldBe(0, output);
        await AgentsAsync(net, 3, compose, cluster);
        await using var framework = TestFramework.Start($"zk://{net}.1:2181,{net}.2:2181,{net}.3:2181/mesos");
        framework.Launch(DockerTask.New("ct:1: a", "cd $MESOS_SANDBOX; mkfifo go; echo begun; read x < go; echo over; exit 0"));
        await framework.WaitForAsync("ct:1: a", TaskState.TaskRunning);

        // The node with the leading master, and with it the whole container; dockerd starts it again.
        var leader = (await Http.GetJsonAsync($"http://{net}.1:5050/state"))["leader_info"]!["hostname"]!.GetValue<string>();
        var pid = Processes.Naming(cluster.Folder).Single(each => Processes.CommandLine(each).Contains($"\0node\0") && Processes.CommandLine(each).Contains($"--ip={leader}\0"));
        Processes.Signal(pid, Processes.SigKill).ShouldBe(0);
        await Http.UntilAsync(
            async () => await LeaderAsync(net) is { } now && now != leader, () => "nobody leads after it\n" + compose.Logs());
        await AgentsAsync(net, 3, compose, cluster);
        var go = Directory.EnumerateFileSystemEntries(cluster.Folder, "go", SearchOption.AllDirectories).First();
        await File.WriteAllTextAsync(go, "\n");

        await framework.WaitForAsync("ct:1: a", TaskState.TaskFinished);
        (await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(go)!, "stdout"))).ShouldBe("begun\nover\n");
    }

    private static Task AgentsAsync(string net, int count, Compose compose, Cluster cluster) => Http.UntilAsync(
        async () => Regex.Count(await AskAsync(net, "slaves") ?? "", "\"active\":true") == count,
        () => $"there are not {count} agents\n{compose.Logs()}\n{Logs(cluster)}");

    private static async System.Threading.Tasks.Task<string?> LeaderAsync(string net) =>
        await AskAsync(net, "state") is { } state ? Regex.Match(state, "\"leader_info\":\\{[^}]*\"hostname\":\"([^\"]*)\"").Groups[1].Value is { Length: > 0 } name ? name : null : null;

    /// <summary>What the leader answers, by way of whichever master is there.</summary>
    private static async System.Threading.Tasks.Task<string?> AskAsync(string net, string path)
    {
        foreach (var host in (int[])[1, 2, 3])
        {
            try
            {
                return await Http.GetTextAsync($"http://{net}.{host}:5050/{path}");
            }
            catch (Exception fault) when (fault is HttpRequestException or System.Threading.Tasks.TaskCanceledException)
            {
                // The next may know.
            }
        }

        return null;
    }

    private static string Logs(Cluster cluster) => string.Join(
        '\n', Directory.EnumerateFiles(cluster.Folder, "*.log", SearchOption.AllDirectories).SelectMany(path => File.ReadLines(path).TakeLast(8).Prepend($"== {path}")));
}
