using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing;
using Tepui.Testing.Docker;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests.Docker;

/// <summary>Master and agents that run in containers themselves, as the examples start them.</summary>
[Collection(DockerCollection.Name)]
public sealed class ComposeTests(SharedDaemon shared) : IAsyncLifetime
{
    private DockerDaemon Daemon => shared.Daemon;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Daemon is null ? Task.CompletedTask : Daemon.Engine.RemoveAllAsync();

    [DockerFact]
    public async Task Three_containers_are_a_cluster_and_a_task_survives_its_agents_container()
    {
        await using var cluster = new Cluster();
        var images = cluster.Start(["images", $"--docker_socket={Daemon.Socket}"]);
        (await images.WaitForExitAsync()).ShouldBe(0, images.Report());
        int[] ports = [FreePort.Take(), FreePort.Take(), FreePort.Take()];
        var started = await RunScriptAsync(cluster, ports, "up");
        started.ExitCode.ShouldBe(0, started.Output);
        await Http.UntilAsync(
            async () => Regex.Count(await SlavesAsync("127.0.0.1", ports[0]), "\"active\":true") == 2,
            () => "two agents do not come\n" + Logs("tepui-master") + Logs("tepui-agent-1"));
        await using var framework = TestFramework.Start($"127.0.0.1:{ports[0]}");

        framework.Launch(DockerTask.New("ct:1: a", "cd $MESOS_SANDBOX; mkfifo go; echo begun; read x < go; echo over; exit 0"));
        await framework.WaitForAsync("ct:1: a", TaskState.TaskRunning);
        var sandbox = Directory.EnumerateFileSystemEntries(cluster.Folder, "go", SearchOption.AllDirectories).Select(Path.GetDirectoryName).First()!;
        var agent = sandbox.Contains("agent-1", StringComparison.Ordinal) ? "tepui-agent-1" : "tepui-agent-2";
        await Daemon.Engine.PostAsync($"containers/{agent}/restart?t=0");
        await File.WriteAllTextAsync(Path.Combine(sandbox, "go"), "\n");
        await framework.WaitForAsync("ct:1: a", TaskState.TaskFinished);

        (await File.ReadAllTextAsync(Path.Combine(sandbox, "stdout"))).ShouldBe("begun\nover\n");
        (await RunScriptAsync(cluster, ports, "down")).ExitCode.ShouldBe(0);
    }

    [ComposeFact]
    public async Task The_compose_file_starts_what_the_script_starts()
    {
        await using var cluster = new Cluster();
        var images = cluster.Start(["images", $"--docker_socket={Daemon.Socket}"]);
        (await images.WaitForExitAsync()).ShouldBe(0, images.Report());
        await using var compose = new Compose(Daemon, "compose.yaml", ("TEPUI_ROOT", cluster.At("root")), ("TEPUI_IP", Compose.LoopbackNet() + ".1"));
        var (status, output) = await compose.RunAsync("up", "-d");
        status.ShouldBe(0, output);

        var address = compose.Variables["TEPUI_IP"];
        await Http.UntilAsync(
            async () => Regex.Count(await SlavesAsync(address, 5050), "\"active\":true") == 2, () => "two agents do not come\n" + compose.Logs());
        await using var framework = TestFramework.Start($"{address}:5050");
        framework.Launch(DockerTask.New("composed", "exit 0"));
        await framework.WaitForAsync("composed", TaskState.TaskFinished);
    }

    private static async Task<string> SlavesAsync(string address, int port)
    {
        try
        {
            return await Http.GetTextAsync($"http://{address}:{port}/slaves");
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }

    private async Task<(int ExitCode, string Output)> RunScriptAsync(Cluster cluster, int[] ports, string command)
    {
        var start = new ProcessStartInfo(Repository.At("examples/compose.sh"), [command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["TEPUI_ROOT"] = cluster.At("root");
        start.Environment["TEPUI_PORTS"] = string.Join(' ', ports);
        start.Environment["DOCKER_SOCKET"] = Daemon.Socket;
        start.Environment["DOCKER_HOST"] = "unix://" + Daemon.Socket;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    private string Logs(string container)
    {
        using var process = Process.Start(new ProcessStartInfo("docker", ["-H", "unix://" + Daemon.Socket, "logs", container])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return output.Result + errors;
    }
}
