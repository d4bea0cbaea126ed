using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Tepui.Containerizer.Streams;
using Tepui.Testing.Hosts;
using FileInfo = System.IO.FileInfo;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Containerizer.Tests.Streams;

/// <summary>Terminals and pipes that one attaches to.</summary>
public sealed class SwitchboardTests : StreamTest
{
    private static readonly ContainerIo TerminalSession =
        new() { Input = ContainerInput.Terminal, Rows = 30, Columns = 100, IsSession = true };

    private static readonly ContainerIo PipeSession = new() { Input = ContainerInput.Pipe, IsSession = true };

    private static readonly ContainerIo TerminalTask = new() { Input = ContainerInput.Terminal };

    [Fact]
    public async Task Terminal_AnInteractiveShell_HasJobsASizeAndAnExitStatus()
    {
        _ = await LaunchAsync("exec bash --norc -i", TerminalSession);
        using ContainerOutput output = await Processes.AttachOutputAsync("c", owns: true, Bound);
        using ContainerInputStream input = await Processes.AttachInputAsync("c", Bound);

        await SayAsync(input, "stty size; echo $((6 * 7)); tty\n");
        (await UntilAsync(output, "/dev/pts/")).ShouldContain("30 100\r\n42\r\n");
        await input.ResizeAsync(50, 132, Bound);
        await SayAsync(input, "stty size\n");
        _ = await UntilAsync(output, "50 132\r\n");
        await SayAsync(input, "sh -c 'echo be\"\"gun; read x'\n");
        _ = await UntilAsync(output, "begun\r\n");
        await SayAsync(input, "\u001a");
        _ = await UntilAsync(output, "Stopped");
        // A shell that still knows of a stopped job wants to hear it twice.
        await SayAsync(input, "kill -9 %1; exit 3\nexit 3\n");
        _ = await RestAsync(output);

        (await ExitAsync()).ShouldBe(3 << 8);
        Text().ShouldContain("50 132");
        File.Exists(Path.Combine(Sandbox, "stderr")).ShouldBeFalse();
    }

    [Fact]
    public async Task Pipes_InputItsEndAndBothOutputs_AreCarried()
    {
        _ = await LaunchAsync("cat; echo oops >&2; exit 4", PipeSession);
        using ContainerOutput output = await Processes.AttachOutputAsync("c", owns: true, Bound);
        using ContainerInputStream input = await Processes.AttachInputAsync("c", Bound);
        string much = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"line {i}\n"));

        Task<(string Output, string Error)> reading = RestAsync(output);
        await SayAsync(input, much);
        await input.CloseAsync(Bound);

        (string text, string error) = await reading;
        text.ShouldBe(much);
        error.ShouldBe("oops\n");
        (await ExitAsync()).ShouldBe(4 << 8);
        Text().ShouldBe(much);
        Text("stderr").ShouldBe("oops\n");
        await input.Ended.WaitAsync(Bound);
    }

    [Fact]
    public async Task Session_ThatEndsBeforeItsOwnerComes_WaitsWithWhatItWrote()
    {
        _ = await LaunchAsync("echo quick", PipeSession);

        using ContainerOutput output = await Processes.AttachOutputAsync("c", owns: true, Bound);

        (await RestAsync(output)).Output.ShouldBe("quick\n");
        (await ExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Session_WhoseOwnerGoes_Ends()
    {
        _ = await LaunchAsync("echo here; exec sleep 1000", PipeSession);
        ContainerOutput output = await Processes.AttachOutputAsync("c", owns: true, Bound);
        _ = await UntilAsync(output, "here");

        output.Dispose();

        (await ExitAsync()).ShouldBe(9);
    }

    [Fact]
    public async Task Session_OfASlowReader_LosesNothing()
    {
        const int Lines = 300_000;
        _ = await LaunchAsync("seq 1 $1", PipeSession, Lines.ToString());
        using ContainerOutput output = await Processes.AttachOutputAsync("c", owns: true, Bound);
        _ = await UntilAsync(output, "1\n2\n");
        var file = new FileInfo(Path.Combine(Sandbox, "stdout"));
        file.Length.ShouldBeLessThan(1_500_000, "the session runs ahead of its reader");

        _ = await RestAsync(output);

        _ = await ExitAsync();
        (await File.ReadAllLinesAsync(file.FullName)).ShouldBe(Enumerable.Range(1, Lines).Select(i => i.ToString()));
    }

    [Fact]
    public async Task Task_WhoseReaderDoesNotRead_GoesOnAndItsFileIsWhole()
    {
        _ = await LaunchAsync("read x; seq 1 1500000; echo end", new ContainerIo { Input = ContainerInput.Pipe });
        using ContainerOutput stuck = await Processes.AttachOutputAsync("c", owns: false, Bound);
        using ContainerInputStream input = await Processes.AttachInputAsync("c", Bound);

        await SayAsync(input, "go\n");

        (await ExitAsync()).ShouldBe(0);
        (await File.ReadAllLinesAsync(Path.Combine(Sandbox, "stdout")))
            .ShouldBe([.. Enumerable.Range(1, 1_500_000).Select(i => i.ToString()), "end"]);
        await Should.ThrowAsync<IOException>(() => RestAsync(stuck));
    }

    [Fact]
    public async Task Task_HasManyReadersAndOneWriter()
    {
        _ = await LaunchAsync("read x; echo got $x", TerminalTask);
        using ContainerOutput first = await Processes.AttachOutputAsync("c", owns: false, Bound);
        using ContainerOutput second = await Processes.AttachOutputAsync("c", owns: false, Bound);
        ContainerInputStream input = await Processes.AttachInputAsync("c", Bound);

        (await Should.ThrowAsync<ContainerAttachException>(async () => await Processes.AttachInputAsync("c", Bound)))
            .Problem.ShouldBe(AttachProblem.InputTaken);
        input.Dispose();
        using ContainerInputStream next = await AttachInputWhenFreeAsync();
        await SayAsync(next, "this\n");

        (await RestAsync(first)).Output.ShouldEndWith("got this\r\n");
        (await RestAsync(second)).Output.ShouldEndWith("got this\r\n");
        _ = await ExitAsync();
    }

    [Fact]
    public async Task Attach_ToWhatHasNoSwitchboard_IsRefused()
    {
        await RefusedAsync("c");
        _ = await LaunchAsync("exec sleep 1000", null);
        await RefusedAsync("c");
        _ = await Processes.LaunchAsync(Shell("exec sleep 1000", TerminalTask) with { ContainerId = "d" }, Bound);
        await RefusedAsync("c");
        await RefusedAsync("e");
    }

    [Fact]
    public async Task SupervisorKilled_TasksWithATerminalEnd_AndTheNextOneServesOthers()
    {
        _ = await LaunchAsync("exec sleep 1000", TerminalTask);
        await KillSupervisorAsync();
        ContainerExit end = await EndAsync();
        end.WaitStatus.ShouldBeNull();
        end.Limitation!.Reason.ShouldBe(TaskStatus.Types.Reason.IoSwitchboardExited);
        await Processes.ForgetAsync("c", Bound);

        _ = await LaunchAsync("echo $((6 * 7))", PipeSession);
        using ContainerOutput output = await Processes.AttachOutputAsync("c", owns: true, Bound);

        (await RestAsync(output)).Output.ShouldBe("42\n");
        _ = await ExitAsync();
    }

    [Fact]
    public async Task SupervisorKilled_ATaskThatHeedsNoHangUp_IsKilledAndTheReasonIsTold()
    {
        _ = await LaunchAsync("trap '' HUP; echo ready; while :; do sleep 0.1; done", TerminalTask);
        _ = await SandboxWatch.UntilAsync(Sandbox, "stdout", static text => text.Contains("ready", System.StringComparison.Ordinal), Bound);
        await KillSupervisorAsync();

        (await EndAsync()).Limitation!.Reason.ShouldBe(TaskStatus.Types.Reason.IoSwitchboardExited);
    }

    [RootFact]
    public async Task Terminal_OfAnotherUser_IsHis()
    {
        _ = await Processes.LaunchAsync(
            Shell("id -un; echo again > /dev/tty; stat -c %U $(tty)", TerminalSession) with { User = "nobody" }, Bound);
        using ContainerOutput output = await Processes.AttachOutputAsync("c", owns: true, Bound);

        (await RestAsync(output)).Output.ShouldBe("nobody\r\nagain\r\nnobody\r\n");
        _ = await ExitAsync();
    }

    [Fact]
    public async Task Hundreds_AreHeldByOneProcess()
    {
        const int Sessions = 200;
        for (int i = 0; i < Sessions; i++)
            _ = await Processes.LaunchAsync(Shell("read x", TerminalTask) with { ContainerId = $"c{i}" }, Bound);
        using var supervisor = Process.GetProcessById(Processes.SupervisorPid!.Value);
        supervisor.WorkingSet64.ShouldBeLessThan(100 * 1024 * 1024);
        for (int i = 0; i < Sessions; i++)
        {
            using ContainerInputStream input = await Processes.AttachInputAsync($"c{i}", Bound);
            await SayAsync(input, "\n");
            _ = await Processes.Exits.ReadAsync(Bound);
        }

        Directory.GetFiles($"/proc/{supervisor.Id}/fd").Length.ShouldBeLessThan(Sessions);
    }

    private async Task RefusedAsync(string id)
    {
        (await Should.ThrowAsync<ContainerAttachException>(async () => await Processes.AttachOutputAsync(id, owns: false, Bound)))
            .Problem.ShouldBe(AttachProblem.NoSwitchboard);
        (await Should.ThrowAsync<ContainerAttachException>(async () => await Processes.AttachInputAsync(id, Bound)))
            .Problem.ShouldBe(AttachProblem.NoSwitchboard);
    }

    /// <summary>The other one's leaving is seen a moment after it.</summary>
    private async Task<ContainerInputStream> AttachInputWhenFreeAsync()
    {
        while (true)
        {
            try
            {
                return await Processes.AttachInputAsync("c", Bound);
            }
            catch (ContainerAttachException e) when (e.Problem == AttachProblem.InputTaken)
            {
                await Task.Yield();
            }
        }
    }
}
