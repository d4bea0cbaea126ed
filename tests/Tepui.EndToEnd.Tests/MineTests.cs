using System;
using System.Linq;
using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;

namespace Tepui.EndToEnd.Tests;

/// <summary><c>tepui mine</c>: the main job, as its README tells a person to run it.</summary>
public class MineTests
{
    [Fact]
    public async Task Blocks_are_found_and_the_end_leaves_no_process_behind()
    {
        await using var cluster = new Cluster();

        var mine = Mine(cluster, "--blocks=3");

        (await mine.WaitForExitAsync()).ShouldBe(0, mine.Report());
        var blocks = mine.Lines.Where(line => line.StartsWith("block ", StringComparison.Ordinal) && line.Contains(" accepted: ")).ToList();
        blocks.Count.ShouldBeGreaterThanOrEqualTo(3, mine.Report());
        blocks.ShouldAllBe(line => line.Contains(": 0000", StringComparison.Ordinal));
        mine.Lines.ShouldContain(line => line.Contains("3 blocks accepted", StringComparison.Ordinal), mine.Report());
        mine.Lines.Count(line => line.StartsWith("agent ", StringComparison.Ordinal)).ShouldBe(3, mine.Report());
        await NothingIsLeftAsync(cluster);
    }

    [Fact]
    public async Task Ctrl_C_ends_it_cleanly()
    {
        await using var cluster = new Cluster();
        var mine = Mine(cluster);
        await mine.WaitForLineAsync(" accepted: ");

        mine.Signal(Processes.SigInt);

        (await mine.WaitForExitAsync()).ShouldBe(0, mine.Report());
        await NothingIsLeftAsync(cluster);
    }

    [Fact]
    public async Task Even_kill_9_leaves_no_task_behind()
    {
        await using var cluster = new Cluster();
        var mine = Mine(cluster);
        await mine.WaitForLineAsync(" accepted: ");

        mine.Kill();

        await NothingIsLeftAsync(cluster);
    }

    [Fact]
    public async Task A_second_one_says_which_flag_to_change()
    {
        await using var cluster = new Cluster();
        var first = Mine(cluster);
        await first.WaitForLineAsync("subscribed");

        var second = Mine(cluster);

        (await second.WaitForExitAsync()).ShouldBe(1, second.Report());
        second.Lines.ShouldContain(line => line.Contains("--port", StringComparison.Ordinal), second.Report());
        first.HasExited.ShouldBeFalse(first.Report());
    }

    private static RunningProgram Mine(Cluster cluster, params string[] flags) =>
        cluster.Start(["mine", $"--port={cluster.MasterPort}", "--agent_port=0", $"--work_dir={cluster.At("mine")}", .. flags]);

    private static Task NothingIsLeftAsync(Cluster cluster) => Http.UntilAsync(
        () => Task.FromResult(Processes.Naming(cluster.Folder).Count == 0),
        () => "left: " + string.Join(", ", Processes.Naming(cluster.Folder)));
}
