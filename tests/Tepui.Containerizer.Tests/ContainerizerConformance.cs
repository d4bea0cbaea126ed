using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Tests;

/// <summary>
/// What every containerizer must do, shown with real processes. A test waits for exits and for what tasks write, never for time.
/// </summary>
public abstract class ContainerizerConformance : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private int _lastSandbox;

    protected string Root { get; } = Directory.CreateTempSubdirectory("tepui-containerizer-").FullName;

    protected IContainerizer Containerizer { get; private set; } = null!;

    protected CancellationToken Bound { get; } = new CancellationTokenSource(Patience).Token;

    public async Task InitializeAsync() => Containerizer = await CreateAsync();

    public async Task DisposeAsync()
    {
        await CloseAsync(Containerizer);
        Directory.Delete(Root, recursive: true);
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 3", 3 << 8)]
    [InlineData("kill -TERM $$", 15)]
    [InlineData("kill -KILL $$", 9)]
    public async Task Exit_TellsTheWaitStatus(string script, int status)
    {
        await LaunchShellAsync("c", script);

        (await ExitAsync("c")).WaitStatus.ShouldBe(status);
    }

    [Fact]
    public async Task Launch_WritesStdoutAndStderrInTheSandbox()
    {
        ContainerLaunch launch = Shell("c", "pwd; echo oops >&2");
        await Containerizer.LaunchAsync(launch, Bound);
        _ = await ExitAsync("c");

        Output(launch).ShouldBe(launch.WorkingDirectory + "\n");
        Output(launch, "stderr").ShouldBe("oops\n");
    }

    [Fact]
    public async Task Launch_AppendsToWhatIsThere()
    {
        ContainerLaunch launch = Shell("c", "echo second");
        await File.WriteAllTextAsync(Path.Combine(launch.WorkingDirectory, "stdout"), "first\n", Bound);
        await Containerizer.LaunchAsync(launch, Bound);
        _ = await ExitAsync("c");

        Output(launch).ShouldBe("first\nsecond\n");
    }

    [Fact]
    public async Task Launch_PassesArgumentsAndEnvironmentAsTheyAre()
    {
        ContainerLaunch launch = Shell("c", "printf '%s|' \"$@\" \"$NAME\" \"$HOME\"") with
        {
            Environment = [new("NAME", "ü = \"x\"\n$y")],
        };
        launch = launch with { Argv = [.. launch.Argv, "sh", "a b", "", "ü'\"\\"] };
        await Containerizer.LaunchAsync(launch, Bound);
        _ = await ExitAsync("c");

        Output(launch).ShouldBe("a b||ü'\"\\|ü = \"x\"\n$y||");
    }

    [Fact]
    public async Task Launch_InheritsNoDescriptorsAndReadsNothing()
    {
        ContainerLaunch launch = Shell("c", "ls /proc/self/fd | wc -l; cat; grep -E 'SigBlk|SigIgn' /proc/self/status");
        await Containerizer.LaunchAsync(launch, Bound);
        _ = await ExitAsync("c");

        // 0, 1, 2 and the directory that ls itself reads; glibc's own two signals (32, 33) are ignored in whatever it spawns.
        Output(launch).ShouldMatch("^4\nSigBlk:\t0{16}\nSigIgn:\t(0{16}|0000000180000000)\n$");
    }

    [Fact]
    public async Task Launch_TellsThePid()
    {
        ContainerLaunch launch = Shell("c", "echo $$");
        LaunchedContainer launched = await Containerizer.LaunchAsync(launch, Bound);
        _ = await ExitAsync("c");

        Output(launch).ShouldBe(launched.Pid + "\n");
    }

    [Fact]
    public async Task Launch_NameInPathOfTheTask_IsFound()
    {
        ContainerLaunch launch = Shell("c", "") with { Argv = ["hello"] };
        string folder = Path.Combine(launch.WorkingDirectory, "bin");
        Directory.CreateDirectory(folder);
        await WriteProgramAsync(Path.Combine(folder, "hello"), "#!/bin/sh\necho hello\n");
        await Containerizer.LaunchAsync(launch with { Environment = [new("PATH", $"/nowhere:{folder}")] }, Bound);
        _ = await ExitAsync("c");

        Output(launch).ShouldBe("hello\n");
    }

    [Fact]
    public async Task Launch_ScriptWithoutInterpreterLine_RunsInTheShell()
    {
        ContainerLaunch launch = Shell("c", "") with { Argv = ["./script", "x"] };
        await WriteProgramAsync(Path.Combine(launch.WorkingDirectory, "script"), "echo $1\n");
        await Containerizer.LaunchAsync(launch, Bound);
        _ = await ExitAsync("c");

        Output(launch).ShouldBe("x\n");
    }

    [Theory]
    [InlineData("no-such-program", "no executable named 'no-such-program' in PATH")]
    [InlineData("/no/such/program", "/no/such/program does not exist")]
    [InlineData("/etc/passwd", "/etc/passwd is not executable")]
    [InlineData("/etc", "/etc is a directory")]
    [InlineData("", "the command is empty")]
    public async Task Launch_OfWhatCannotRun_SaysWhy(string command, string message)
    {
        ContainerLaunch launch = Shell("c", "") with { Argv = [command] };

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
            async () => await Containerizer.LaunchAsync(launch, Bound));

        e.Message.ShouldContain(message);
        await Containerizer.LaunchAsync(Shell("c", "exit 0"), Bound);
        (await ExitAsync("c")).WaitStatus.ShouldBe(0);
    }

    [Fact]
    public async Task Launch_WithoutItsSandbox_SaysSo()
    {
        ContainerLaunch launch = Shell("c", "exit 0") with { WorkingDirectory = Path.Combine(Root, "nowhere") };

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
            async () => await Containerizer.LaunchAsync(launch, Bound));

        e.Message.ShouldContain("nowhere does not exist");
    }

    [Fact]
    public async Task Launch_UnknownUser_SaysSo()
    {
        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
            async () => await Containerizer.LaunchAsync(Shell("c", "exit 0") with { User = "nobody-knows-me" }, Bound));

        e.Message.ShouldContain("no user 'nobody-knows-me'");
    }

    [Fact]
    public async Task Launch_SameIdTwice_IsRefusedAndTheFirstGoesOn()
    {
        await LaunchShellAsync("c", "exec sleep 1000");

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
            async () => await Containerizer.LaunchAsync(Shell("c", "exit 0"), Bound));

        e.Message.ShouldContain("exists already");
        await Containerizer.DestroyAsync("c", Bound);
        (await ExitAsync("c")).WaitStatus.ShouldBe(9);
    }

    [Fact]
    public async Task Signal_ReachesTheFirstProcessGroup()
    {
        ContainerLaunch launch = Shell("c", "trap 'echo got it; exit 7' USR1; mkfifo fifo; echo ready > ready; read x < fifo");
        await Containerizer.LaunchAsync(launch, Bound);
        await AppearsAsync(launch, "ready");
        await Containerizer.SignalAsync("c", 10, Bound);

        (await ExitAsync("c")).WaitStatus.ShouldBe(7 << 8);
        Output(launch).ShouldBe("got it\n");
    }

    [Fact]
    public async Task SignalDestroyForget_OfAnUnknownContainer_DoNothing()
    {
        await Containerizer.SignalAsync("unknown", 15, Bound);
        await Containerizer.DestroyAsync("unknown", Bound);
        await Containerizer.ForgetAsync("unknown", Bound);
        await LaunchShellAsync("c", "exit 0");

        (await ExitAsync("c")).WaitStatus.ShouldBe(0);
    }

    public static TheoryData<string> Escapes => new()
    {
        "sleep 1000 & echo $! > pid; wait",
        "setsid sh -c 'echo $$ > pid; exec sleep 1000' & wait",
        "(setsid sh -c 'echo $$ > pid; exec sleep 1000' &) & exec sleep 1001",
        "(env -i /usr/bin/setsid /bin/sh -c '/bin/echo $$ > pid; (exec /bin/sleep 1000 < /dev/null > /dev/null 2>&1)' &) & exec sleep 1001",
        "trap '' TERM HUP INT; (trap '' TERM HUP INT; nohup setsid sh -c 'echo $$ > pid; while :; do sleep 1000; done' &); while :; do sleep 1000; done",

        // Never the same process for longer than it takes to start the next.
        "echo '(setsid sh ./hop &)' > hop; sh ./hop; echo $$ > pid; exec sleep 1000",
    };

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task Destroy_KillsWhoeverLeft(string script)
    {
        ContainerLaunch launch = Shell("c", script);
        await Containerizer.LaunchAsync(launch, Bound);
        int pid = int.Parse(await AppearsAsync(launch, "pid"));
        IsAlive(pid).ShouldBeTrue();

        await Containerizer.DestroyAsync("c", Bound);

        (await ExitAsync("c")).WaitStatus.ShouldBe(9);
        IsAlive(pid).ShouldBeFalse();
        ProcessesIn(launch).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task Exit_OfTheFirstProcess_KillsWhoeverLeft(string script)
    {
        ContainerLaunch launch = Shell("c", $"sh -c \"$1\" & while ! [ -s pid ]; do :; done; exit 5");
        launch = launch with { Argv = [.. launch.Argv, "sh", script] };
        await Containerizer.LaunchAsync(launch, Bound);

        (await ExitAsync("c")).WaitStatus.ShouldBe(5 << 8);
        IsAlive(int.Parse(await AppearsAsync(launch, "pid"))).ShouldBeFalse();
        ProcessesIn(launch).ShouldBeEmpty();
    }

    [Fact]
    public async Task Destroy_LeavesOtherContainersAndTheirOrphansAlone()
    {
        ContainerLaunch kept = Shell("kept", "(setsid sh -c 'echo $$ > pid; exec sleep 1000' &) & exec sleep 1001");
        ContainerLaunch other = Shell("other", "(setsid sh -c 'echo $$ > pid; exec sleep 1000' &) & exec sleep 1001");
        await Containerizer.LaunchAsync(kept, Bound);
        await Containerizer.LaunchAsync(other, Bound);
        int pid = int.Parse(await AppearsAsync(kept, "pid"));
        _ = await AppearsAsync(other, "pid");

        await Containerizer.DestroyAsync("other", Bound);
        _ = await ExitAsync("other");

        IsAlive(pid).ShouldBeTrue();
        ProcessesIn(other).ShouldBeEmpty();
        await Containerizer.DestroyAsync("kept", Bound);
        _ = await ExitAsync("kept");
    }

    [Fact]
    public async Task Recover_FindsWhatRunsAndTellsItsEndLater()
    {
        ContainerLaunch launch = Shell("c", "mkfifo fifo; echo ready > ready; read x < fifo; exit $x");
        LaunchedContainer launched = await Containerizer.LaunchAsync(launch, Bound);
        _ = await AppearsAsync(launch, "ready");
        await RestartAsync();

        IReadOnlyList<RecoveredContainer> recovered = await Containerizer.RecoverAsync(Bound);

        recovered.ShouldBe([new RecoveredContainer("c", launched.Pid, null)]);
        await File.WriteAllTextAsync(Path.Combine(launch.WorkingDirectory, "fifo"), "42\n", Bound);
        (await ExitAsync("c")).WaitStatus.ShouldBe(42 << 8);
    }

    [Fact]
    public async Task Recover_TellsWhatEndedUntilForgotten()
    {
        await LaunchShellAsync("a", "exit 1");
        await LaunchShellAsync("b", "exit 2");
        _ = await ExitAsync("a");
        _ = await ExitAsync("b");
        await Containerizer.ForgetAsync("a", Bound);
        await RestartAsync();

        IReadOnlyList<RecoveredContainer> recovered = await Containerizer.RecoverAsync(Bound);

        recovered.Select(container => container.Exit).ShouldBe([new ContainerExit("b", 2 << 8)]);
        await Containerizer.ForgetAsync("b", Bound);
        await RestartAsync();
        (await Containerizer.RecoverAsync(Bound)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ManyAtOnce_EachEndsOnceWithItsOwnStatus()
    {
        const int Count = 200;
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => LaunchShellAsync($"c{i}", $"exit {i}")));

        var statuses = new SortedDictionary<string, int?>(StringComparer.Ordinal);
        while (statuses.Count < Count)
        {
            ContainerExit exit = await Containerizer.Exits.ReadAsync(Bound);
            statuses.Add(exit.ContainerId, exit.WaitStatus);
        }

        for (int i = 0; i < Count; i++)
            statuses[$"c{i}"].ShouldBe(i << 8);
    }

    [Fact]
    public async Task Ids_MayHoldAnything()
    {
        string id = "a:b c/ü\"'\n" + new string('x', 300);
        await LaunchShellAsync(id, "exit 4");

        (await ExitAsync(id)).WaitStatus.ShouldBe(4 << 8);
    }

    /// <summary>A containerizer whose state lies in <see cref="Root"/>.</summary>
    protected abstract Task<IContainerizer> CreateAsync();

    /// <summary>Ends it with all that it runs.</summary>
    protected abstract Task CloseAsync(IContainerizer containerizer);

    /// <summary>Ends it as an agent that dies would: what it runs goes on.</summary>
    protected abstract Task AbandonAsync(IContainerizer containerizer);

    protected async Task RestartAsync()
    {
        await AbandonAsync(Containerizer);
        Containerizer = await CreateAsync();
    }

    protected ContainerLaunch Shell(string id, string script)
    {
        string sandbox = Path.Combine(Root, "sandboxes", (++_lastSandbox).ToString());
        Directory.CreateDirectory(sandbox);
        return new ContainerLaunch(id, ["/bin/sh", "-c", script], [new("PATH", "/usr/bin:/bin")], sandbox);
    }

    protected async Task<LaunchedContainer> LaunchShellAsync(string id, string script) =>
        await Containerizer.LaunchAsync(Shell(id, script), Bound);

    protected async Task<ContainerExit> ExitAsync(string id)
    {
        while (true)
        {
            ContainerExit exit = await Containerizer.Exits.ReadAsync(Bound);
            if (exit.ContainerId == id)
                return exit;
        }
    }

    /// <summary>The content of a file in the sandbox, once a task has written a whole line of it.</summary>
    protected async Task<string> AppearsAsync(ContainerLaunch launch, string name)
    {
        string path = Path.Combine(launch.WorkingDirectory, name);
        using var watcher = new FileSystemWatcher(launch.WorkingDirectory, name);
        using var changed = new SemaphoreSlim(0);
        watcher.Changed += (_, _) => changed.Release();
        watcher.Created += (_, _) => changed.Release();
        watcher.EnableRaisingEvents = true;
        while (true)
        {
            if (File.Exists(path) && await File.ReadAllTextAsync(path, Bound) is { } text && text.EndsWith('\n'))
                return text.Trim();
            await changed.WaitAsync(Bound);
        }
    }

    protected static string Output(ContainerLaunch launch, string name = "stdout") =>
        File.ReadAllText(Path.Combine(launch.WorkingDirectory, name));

    /// <summary>Whether the process is there and no zombie.</summary>
    protected static bool IsAlive(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Processes whose working directory is the sandbox.</summary>
    protected static IEnumerable<int> ProcessesIn(ContainerLaunch launch)
    {
        foreach (string path in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(path), out int pid))
                continue;
            string? directory = null;
            try
            {
                directory = new FileInfo($"{path}/cwd").LinkTarget;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended, or is another user's.
            }

            if (directory == launch.WorkingDirectory)
                yield return pid;
        }
    }

    private static async Task WriteProgramAsync(string path, string text)
    {
        await File.WriteAllTextAsync(path, text);
        File.SetUnixFileMode(path, (UnixFileMode)0x1ED);
    }
}
