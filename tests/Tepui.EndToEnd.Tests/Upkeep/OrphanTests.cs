using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests.Upkeep;

/// <summary>Whatever an agent that crashed can have left behind is planted; the next one leaves none of it.</summary>
public class OrphanTests
{
    [RootFact]
    public async Task Containers_sandboxes_records_mounts_and_files_of_nobody_are_gone_after_the_start()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await StartAsync(cluster, port);
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        framework.Launch("orphan", $"setsid sleep 100000 & echo $! > {cluster.At("pid")}; exec sleep 100000");
        await framework.WaitForAsync("orphan", TaskState.TaskRunning);
        await Http.UntilAsync(() => Task.FromResult(File.Exists(cluster.At("pid"))), () => "the task does not start\n" + agent.Report());
        var pids = Processes.Naming(cluster.At("agent")).Where(pid => Processes.CommandLine(pid).StartsWith("sleep\0", StringComparison.Ordinal)).ToList();
        pids.Count.ShouldBe(2);
        agent.Kill();
        await agent.WaitForExitAsync();

        // Nobody knows of the task any more, nor of its sandbox, nor of what is mounted there.
        var work = cluster.At("agent");
        File.Delete(Path.Combine(work, "agent.log"));
        var sandbox = Directory.EnumerateDirectories(Path.Combine(work, "slaves"), "runs", SearchOption.AllDirectories)
            .SelectMany(Directory.EnumerateDirectories).First(run => !run.EndsWith("/latest", StringComparison.Ordinal));
        var volume = Directory.CreateDirectory(Path.Combine(work, "volumes/roles/r/v")).FullName;
        await File.WriteAllTextAsync(Path.Combine(volume, "kept"), "");
        var mount = Directory.CreateDirectory(Path.Combine(sandbox, "data")).FullName;
        await RunAsync("mount", "--bind", volume, mount);
        await RunAsync("mkfifo", Path.Combine(sandbox, "pipe"));
        var unknown = Path.Combine(work, "slaves/S-unknown/frameworks/F/executors/e/runs/c");
        Directory.CreateDirectory(unknown);
        File.CreateSymbolicLink(Path.Combine(unknown, "link"), volume);
        var records = Directory.CreateDirectory(cluster.At("agent-run/containers")).FullName;
        await File.WriteAllTextAsync(Path.Combine(records, "none.json"), "{\"ContainerId\":\"none\"}");
        await File.WriteAllTextAsync(Path.Combine(records, "torn.json"), "{\"Conta");

        // The supervisor is killed as well, and leaves its socket.
        foreach (var supervisor in Processes.Naming(cluster.At("agent-run")).Where(pid => !pids.Contains(pid)))
            _ = Processes.Signal(supervisor, Processes.SigKill);

        agent = await StartAsync(cluster, port);
        await Http.UntilAsync(
            () => Task.FromResult(!pids.Any(Processes.IsAlive) && !Directory.EnumerateFileSystemEntries(Path.Combine(work, "slaves"))
                .Any(path => path.EndsWith("/S-unknown", StringComparison.Ordinal) || Directory.Exists(sandbox))),
            () => $"something stays: {string.Join(", ", pids.Where(Processes.IsAlive))} {sandbox}\n{agent.Report()}");
        (await File.ReadAllTextAsync("/proc/self/mountinfo")).ShouldNotContain(cluster.Folder);
        Directory.EnumerateFileSystemEntries(records).ShouldBeEmpty(agent.Report());
        File.Exists(Path.Combine(volume, "kept")).ShouldBeTrue("volumes stay");
        framework.Launch("after", "true");
        await framework.WaitForAsync("after", TaskState.TaskFinished);
    }

    private static System.Threading.Tasks.Task<RunningProgram> StartAsync(Cluster cluster, int port) => cluster.StartAgentAsync(
        port, "agent", "--resources=cpus:4;mem:4096;disk:4096;ports:[31000-31100]", "--gc_delay=1secs", "--disk_watch_interval=500ms");

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
    }
}
