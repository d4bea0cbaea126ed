using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Tepui.Containerizer.Processes;

namespace Tepui.Containerizer.Tests.Processes;

/// <summary>The shared suite, and what is the supervisor's own: its life, its death, its heirs.</summary>
public class ProcessContainerizerTests : ProcessConformance
{
    private const string Escape = "(env -i /usr/bin/setsid /bin/sh -c '/bin/echo $$ > pid; exec /bin/sleep 1000' &) & ";

    private ProcessContainerizerOptions _options = new("");

    public ProcessContainerizerTests() => _options = new ProcessContainerizerOptions(Path.Combine(Root, "runtime"));

    private static string OtherUser => Environment.IsPrivilegedProcess ? "nobody" : "root";

    private ProcessContainerizer Processes => (ProcessContainerizer)Containerizer;

    [Fact]
    public async Task SupervisorKilled_TasksGoOnAndTheirEndIsToldWithoutStatus()
    {
        ContainerLaunch launch = Shell("c", "mkfifo fifo; echo ready > ready; read x < fifo; exit 3");
        LaunchedContainer launched = await Containerizer.LaunchAsync(launch, Bound);
        _ = await AppearsAsync(launch, "ready");

        await KillSupervisorAsync();
        IReadOnlyList<RecoveredContainer> recovered = await Containerizer.RecoverAsync(Bound);

        recovered.ShouldBe([new RecoveredContainer("c", launched.Pid, null)]);
        IsAlive(launched.Pid).ShouldBeTrue();
        await File.WriteAllTextAsync(Path.Combine(launch.WorkingDirectory, "fifo"), "\n", Bound);
        (await ExitAsync("c")).WaitStatus.ShouldBeNull();
    }

    [Fact]
    public async Task SupervisorKilled_NobodyAsks_ItIsReplacedAndEndsAreTold()
    {
        LaunchedContainer launched = await LaunchShellAsync("c", "exec sleep 1000");
        await KillSupervisorAsync();
        Process.GetProcessById(launched.Pid).Kill();

        (await ExitAsync("c")).WaitStatus.ShouldBeNull();
    }

    [Fact]
    public async Task SupervisorKilled_TheNextOneStillKillsWholeTrees()
    {
        ContainerLaunch launch = Shell("c", Escape + "exec sleep 1001");
        await Containerizer.LaunchAsync(launch, Bound);
        int pid = int.Parse(await AppearsAsync(launch, "pid"));
        await KillSupervisorAsync();

        await Containerizer.DestroyAsync("c", Bound);

        (await ExitAsync("c")).WaitStatus.ShouldBeNull();
        IsAlive(pid).ShouldBeFalse();
        ProcessesIn(launch).ShouldBeEmpty();
    }

    [Fact]
    public async Task SupervisorKilled_EndsSeenBeforeAreKept()
    {
        await LaunchShellAsync("c", "exit 6");
        _ = await ExitAsync("c");
        await KillSupervisorAsync();

        IReadOnlyList<RecoveredContainer> recovered = await Containerizer.RecoverAsync(Bound);

        recovered.Select(container => container.Exit).ShouldBe([new ContainerExit("c", 6 << 8)]);
    }

    [Fact]
    public async Task AgentAway_LongerThanTheRecoveryTimeout_TasksAndSupervisorEnd()
    {
        _options = _options with { RecoveryTimeout = TimeSpan.FromMilliseconds(50) };
        await RestartAsync();
        await ExpectAllToEndWhenTheAgentLeavesAsync();
    }

    [Fact]
    public async Task AgentAway_WithDieWithAgent_TasksAndSupervisorEndAtOnce()
    {
        _options = _options with { DieWithAgent = true };
        await RestartAsync();
        await ExpectAllToEndWhenTheAgentLeavesAsync();
    }

    [Fact]
    public async Task AgentAway_NothingRuns_SupervisorEndsAndItsJournalStays()
    {
        await LaunchShellAsync("c", "exit 8");
        _ = await ExitAsync("c");
        Process supervisor = Process.GetProcessById(Processes.SupervisorPid!.Value);
        await RestartAsync();
        await supervisor.WaitForExitAsync(Bound);

        (await Containerizer.RecoverAsync(Bound)).Single().Exit.ShouldBe(new ContainerExit("c", 8 << 8));
    }

    [Fact]
    public async Task AgentAway_WhileATaskEnds_TheNextAgentIsTold()
    {
        ContainerLaunch launch = Shell("a", "mkfifo fifo; echo ready > ready; read x < fifo; exit 9");
        LaunchedContainer launched = await Containerizer.LaunchAsync(launch, Bound);
        await LaunchShellAsync("b", "exec sleep 1000");
        _ = await AppearsAsync(launch, "ready");
        await AbandonAsync(Containerizer);
        await File.WriteAllTextAsync(Path.Combine(launch.WorkingDirectory, "fifo"), "\n", Bound);
        if (IsAlive(launched.Pid))
            await WaitForEndAsync(launched.Pid);
        await RestartAsync();

        IReadOnlyList<RecoveredContainer> recovered = await Containerizer.RecoverAsync(Bound);

        recovered.Single(container => container.ContainerId == "a").Exit.ShouldBe(new ContainerExit("a", 9 << 8));
        recovered.Single(container => container.ContainerId == "b").Exit.ShouldBeNull();
    }

    [Fact]
    public async Task SecondAgent_OnTheSameRuntimeDirectory_IsRefused()
    {
        _ = await Containerizer.RecoverAsync(Bound);
        await using var second = new ProcessContainerizer(_options with { StartTimeout = TimeSpan.FromSeconds(10) });

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(() => second.RecoverAsync(Bound));

        e.Message.ShouldContain("another agent uses this runtime directory");
    }

    [Fact]
    public async Task LongRuntimeDirectory_TheSocketLiesElsewhere()
    {
        _options = _options with { RuntimeDirectory = Path.Combine(Root, new string('d', 100), "runtime") };
        await RestartAsync();
        await LaunchShellAsync("c", "exit 0");

        (await ExitAsync("c")).WaitStatus.ShouldBe(0);
    }

    [Fact]
    public async Task Supervisor_RunsFromItsOwnCopy()
    {
        _ = await Containerizer.RecoverAsync(Bound);

        string commandLine = await File.ReadAllTextAsync($"/proc/{Processes.SupervisorPid}/cmdline", Bound);

        commandLine.ShouldContain(Path.Combine(_options.RuntimeDirectory, "supervisor") + "/");
        commandLine.ShouldNotContain(AppContext.BaseDirectory);
    }

    [Fact]
    public async Task Supervisor_FilesMissing_SaysWhere()
    {
        await using var broken = new ProcessContainerizer(new ProcessContainerizerOptions(Path.Combine(Root, "other"))
        {
            SupervisorFolder = Root,
        });

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(() => broken.RecoverAsync(Bound));

        e.Message.ShouldStartWith($"cannot copy the supervisor's files from {Root}");
    }

    [Fact]
    public async Task Launch_AsAnotherUser_SwitchesOrSaysThatItMayNot()
    {
        ContainerLaunch launch = Shell("c", "id -un; echo x > mine; " + Escape + "while ! [ -s pid ]; do :; done") with { User = OtherUser };
        if (!Environment.IsPrivilegedProcess)
        {
            (await Should.ThrowAsync<ContainerLaunchException>(async () => await Containerizer.LaunchAsync(launch, Bound)))
                .Message.ShouldContain("may not run a task as 'root'");
            return;
        }

        File.SetUnixFileMode(Root, (UnixFileMode)0x1ED);
        await Containerizer.LaunchAsync(launch, Bound);

        (await ExitAsync("c")).WaitStatus.ShouldBe(0);
        Output(launch).ShouldBe("nobody\n");
        IsAlive(int.Parse(await AppearsAsync(launch, "pid"))).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task Destroy_OfAnotherUsersProcesses_KillsWhoeverLeft(string script)
    {
        File.SetUnixFileMode(Root, (UnixFileMode)0x1ED);
        ContainerLaunch launch = Shell("c", script) with { User = Environment.IsPrivilegedProcess ? "nobody" : null };
        await Containerizer.LaunchAsync(launch, Bound);
        int pid = int.Parse(await AppearsAsync(launch, "pid"));

        await Containerizer.DestroyAsync("c", Bound);

        (await ExitAsync("c")).WaitStatus.ShouldBe(9);
        IsAlive(pid).ShouldBeFalse();
        ProcessesIn(launch).ShouldBeEmpty();
    }

    [Fact]
    public async Task Launch_OfWhatNoProcessCanTake_SaysSo()
    {
        ContainerLaunch nul = Shell("c", "exit 0") with { Environment = [new("NAME", "a\0b")] };
        ContainerLaunch wide = Shell("c", "exit 0") with { Environment = [new("NAME", new string('x', 3_000_000))] };
        ContainerLaunch wider = Shell("c", "exit 0") with { Environment = [new("NAME", new string('x', 9_000_000))] };

        (await Should.ThrowAsync<ContainerLaunchException>(async () => await Containerizer.LaunchAsync(nul, Bound)))
            .Message.ShouldContain("NUL");
        (await Should.ThrowAsync<ContainerLaunchException>(async () => await Containerizer.LaunchAsync(wide, Bound)))
            .Message.ShouldContain("longer than the kernel takes");
        (await Should.ThrowAsync<ContainerLaunchException>(async () => await Containerizer.LaunchAsync(wider, Bound)))
            .Message.ShouldContain("longer than");
        await LaunchShellAsync("c", "exit 0");
        (await ExitAsync("c")).WaitStatus.ShouldBe(0);
    }

    protected override Task<IContainerizer> CreateAsync() => Task.FromResult<IContainerizer>(new ProcessContainerizer(_options));

    protected override async Task CloseAsync(IContainerizer containerizer)
    {
        var processes = (ProcessContainerizer)containerizer;
        await processes.ShutdownAsync(Bound);
        await processes.DisposeAsync();
    }

    protected override async Task AbandonAsync(IContainerizer containerizer) =>
        await ((ProcessContainerizer)containerizer).DisposeAsync();

    private static async Task WaitForEndAsync(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            await process.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }

    private async Task KillSupervisorAsync()
    {
        using var supervisor = Process.GetProcessById(Processes.SupervisorPid!.Value);
        supervisor.Kill();
        await supervisor.WaitForExitAsync(Bound);
    }

    private async Task ExpectAllToEndWhenTheAgentLeavesAsync()
    {
        ContainerLaunch launch = Shell("c", Escape + "exec sleep 1001");
        LaunchedContainer launched = await Containerizer.LaunchAsync(launch, Bound);
        int escaped = int.Parse(await AppearsAsync(launch, "pid"));
        int supervisor = Processes.SupervisorPid!.Value;
        await AbandonAsync(Containerizer);

        await WaitForEndAsync(supervisor);

        IsAlive(launched.Pid).ShouldBeFalse();
        IsAlive(escaped).ShouldBeFalse();
        await RestartAsync();
        (await Containerizer.RecoverAsync(Bound)).Single().Exit.ShouldBe(new ContainerExit("c", 9));
    }
}
