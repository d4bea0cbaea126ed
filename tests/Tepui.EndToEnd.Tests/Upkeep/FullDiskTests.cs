using System.IO;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.EndToEnd.Tests.Upkeep;

/// <summary>A real agent on a disk of a few megabytes.</summary>
public class FullDiskTests
{
    private const string Resources = "--resources=cpus:4;mem:4096;disk:64;ports:[31000-31100]";

    [RootFact]
    public async Task On_a_full_disk_new_tasks_fail_with_advice_and_running_ones_are_told_to_their_end_then_all_goes_on()
    {
        await using var cluster = new Cluster();
        using var disk = SmallDisk.Mount(cluster.At("agent"), 8);
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await cluster.StartAgentAsync(port, "agent", Resources);
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        var go = cluster.At("go");
        framework.Launch("running", $"until [ -e {go} ]; do sleep 0.02; done");
        await framework.WaitForAsync("running", TaskState.TaskRunning);

        disk.Fill();
        framework.Launch("refused", "true");
        TaskStatus refused = await framework.WaitForAsync("refused", TaskState.TaskFailed);
        refused.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLaunchFailed, agent.Report());
        refused.Message.ShouldContain("--work_dir");
        await File.WriteAllTextAsync(go, "");
        await framework.WaitForAsync("running", TaskState.TaskFinished);
        agent.HasExited.ShouldBeFalse(agent.Report());

        // Also the next process begins on a full disk.
        agent.Kill();
        await agent.WaitForExitAsync();
        agent = await cluster.StartAgentAsync(port, "agent", Resources);
        await framework.WaitForAgentAsync();

        disk.MakeRoom();
        framework.Launch("after", "true");
        await framework.WaitForAsync("after", TaskState.TaskFinished);
        framework.Updates("running").ShouldBe([TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFinished]);
    }

    [RootFact]
    public async Task An_agent_that_finds_no_room_for_its_supervisor_says_so_in_one_line()
    {
        await using var cluster = new Cluster();
        using var disk = SmallDisk.Mount(cluster.At("agent"), 1);
        disk.Fill();
        var agent = cluster.StartProgram(
            Programs.Tepui, "agent", "--master=127.0.0.1:1", "--ip=127.0.0.1", $"--port={FreePort.Take()}", "--work_dir=" + disk.Path);

        (await agent.WaitForExitAsync()).ShouldNotBe(0);
        agent.Lines.ShouldHaveSingleItem().ShouldContain("is full: make room on it", customMessage: agent.Report());
    }

    [RootFact]
    public async Task A_disk_that_leftovers_fill_recovers_without_a_restart()
    {
        await using var cluster = new Cluster();
        using var disk = SmallDisk.Mount(cluster.At("agent"), 16);
        await cluster.StartMasterAsync();
        var port = FreePort.Take();
        var agent = await cluster.StartAgentAsync(port, "agent", Resources, "--disk_watch_interval=100ms", "--fetcher_cache_dir=" + cluster.At("cache"));
        await using var framework = TestFramework.Start(cluster.MasterAddress);

        // Twice as much as there is room for.
        for (var i = 0; i < 16; i++)
        {
            framework.Launch($"task {i}", "head -c 2000000 /dev/zero > big");
            await framework.WaitForAsync($"task {i}", TaskState.TaskFinished);
            await RoomAsync(disk.Path);
        }

        var metrics = await Http.GetJsonAsync($"http://127.0.0.1:{port}/metrics/snapshot");
        metrics["gc/path_removals_succeeded"]!.GetValue<double>().ShouldBeGreaterThan(5, agent.Report());
        metrics["gc/path_removals_failed"]!.GetValue<double>().ShouldBe(0);
        Directory.EnumerateDirectories(Path.Combine(disk.Path, "slaves"), "task 15", SearchOption.AllDirectories).ShouldNotBeEmpty("the newest stay");
    }

    /// <summary>As a user would look: until a task of this size fits.</summary>
    private static Task RoomAsync(string path) => Http.UntilAsync(
        () => Task.FromResult(new DriveInfo(path).AvailableFreeSpace > 3_000_000), () => "no room is made");
}
