using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Tests.Processes;

/// <summary>What a containerizer must do whose containers are plain processes of this machine.</summary>
public abstract class ProcessConformance : ContainerizerConformance
{
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
