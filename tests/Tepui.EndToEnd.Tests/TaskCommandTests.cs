using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;

namespace Tepui.EndToEnd.Tests;

/// <summary><c>tepui task</c> on real processes: somebody sits at a terminal, types, resizes and leaves.</summary>
public class TaskCommandTests
{
    [Fact]
    public async Task A_shell_inside_a_task_is_typed_into_resized_and_left_with_its_status()
    {
        await using var cluster = new Cluster();
        await StartAsync(cluster, "echo begun; exec sleep 1000");

        var list = Task(cluster, "list");
        (await list.WaitForExitAsync()).ShouldBe(0, list.Report());
        list.Lines.ShouldContain(line => line.StartsWith("job  TASK_RUNNING", StringComparison.Ordinal));
        var piped = cluster.StartProgram(
            "/bin/sh", "-c", "echo word | \"$0\" task exec -i \"$1\" job sh -c 'cat; echo to-stderr >&2; exit 7'", Programs.Tepui, $"--master={cluster.MasterAddress}");
        (await piped.WaitForExitAsync()).ShouldBe(7, piped.Report());
        piped.Lines.ShouldContain("word");
        piped.Lines.ShouldContain("to-stderr");

        await using var typing = await TypeIntoAsync(cluster, "exec -it job bash --norc -i");
        await typing.SayAsync("stty size; echo a$((6*7))z\n");
        await typing.Program.WaitForLineAsync("30 100");
        await typing.Program.WaitForLineAsync("a42z");
        await typing.ResizeAsync(cluster);
        await typing.SayAsync("while [ \"$(stty size)\" != '50 132' ]; do sleep 0.05; done; echo re'si'zed\n");
        await typing.Program.WaitForLineAsync("resized");
        await typing.SayAsync("exit 5\n");
        (await typing.Program.WaitForExitAsync()).ShouldBe(5, typing.Program.Report());
    }

    [Fact]
    public async Task Who_attaches_to_a_task_and_leaves_finds_his_terminal_as_it_was_and_the_task_goes_on()
    {
        await using var cluster = new Cluster();
        var task = await StartAsync(cluster, "echo begun; read x; echo got $x; read y; exit 4", "--tty");

        await using (var typing = await TypeIntoAsync(cluster, "attach job; stty -a > modes"))
        {
            await typing.SayAsync("word\n");
            await typing.Program.WaitForLineAsync("got word");
            await typing.SayAsync("\u0010\u0011");
            await typing.Program.WaitForLineAsync("left task 'job', which goes on");
            await typing.Program.WaitForExitAsync();
        }

        (await File.ReadAllTextAsync(cluster.At("modes"))).ShouldContain(" icanon");
        await using var again = await TypeIntoAsync(cluster, "attach job");
        await again.SayAsync("\n");
        (await again.Program.WaitForExitAsync()).ShouldBe(0, again.Program.Report());
        (await task.WaitForExitAsync()).ShouldBe(4, task.Report());
    }

    private static RunningProgram Task(Cluster cluster, string command) =>
        cluster.Start(["task", command, $"--master={cluster.MasterAddress}"]);

    private static async Task<RunningProgram> StartAsync(Cluster cluster, string command, params string[] flags)
    {
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());
        var execute = cluster.Start(
            ["execute", $"--master={cluster.MasterAddress}", "--name=job", $"--command={command}", "--resources=cpus:0.1;mem:32", .. flags]);
        await execute.WaitForLineAsync("begun");
        return execute;
    }

    /// <summary>Starts <c>tepui task</c> on a terminal of script(1)'s.</summary>
    private static async Task<Typing> TypeIntoAsync(Cluster cluster, string task)
    {
        var keys = cluster.At(Guid.NewGuid().ToString());
        var command = task.Insert(task.IndexOf(' ', StringComparison.Ordinal), $" --master={cluster.MasterAddress}");
        var script = cluster.StartProgram(
            "/bin/sh",
            "-c",
            "mkfifo \"$1\"; exec script -qfec \"$0\" /dev/null < \"$1\"",
            $"tty > terminal; stty rows 30 cols 100; {Programs.Tepui} task {command}",
            keys);
        await Http.UntilAsync(() => System.Threading.Tasks.Task.FromResult(File.Exists(keys)), script.Report);

        // Opened as soon as the other side has it open for reading.
        return new Typing(script, new FileStream(keys, FileMode.Open, FileAccess.Write));
    }

    private sealed class Typing(RunningProgram program, FileStream keys) : IAsyncDisposable
    {
        public RunningProgram Program => program;

        public async Task SayAsync(string text)
        {
            await keys.WriteAsync(Encoding.UTF8.GetBytes(text));
            await keys.FlushAsync();
        }

        public async Task ResizeAsync(Cluster cluster)
        {
            var terminal = (await File.ReadAllTextAsync(cluster.At("terminal"))).Trim();
            (await cluster.StartProgram("stty", "-F", terminal, "rows", "50", "cols", "132").WaitForExitAsync()).ShouldBe(0);
        }

        public ValueTask DisposeAsync() => keys.DisposeAsync();
    }
}
