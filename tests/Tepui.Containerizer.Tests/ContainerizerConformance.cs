using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Task = System.Threading.Tasks.Task;

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

    [Fact]
    public virtual async Task Launch_WritesStdoutAndStderrInTheSandbox()
    {
        ContainerLaunch launch = Shell("c", "echo fine; echo oops >&2");
        await Containerizer.LaunchAsync(launch, Bound);
        _ = await ExitAsync("c");

        Output(launch).ShouldBe("fine\n");
        Output(launch, "stderr").ShouldBe("oops\n");
    }

    [Fact]
    public virtual async Task Launch_AppendsToWhatIsThere()
    {
        ContainerLaunch launch = Shell("c", "echo second");
        await File.WriteAllTextAsync(Path.Combine(launch.WorkingDirectory, "stdout"), "first\n", Bound);
        await Containerizer.LaunchAsync(launch, Bound);
        _ = await ExitAsync("c");

        Output(launch).ShouldBe("first\nsecond\n");
    }

    [Fact]
    public virtual async Task Launch_WithoutItsSandbox_SaysSo()
    {
        ContainerLaunch launch = Shell("c", "exit 0") with { WorkingDirectory = Path.Combine(Root, "nowhere") };

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
            async () => await Containerizer.LaunchAsync(launch, Bound));

        e.Message.ShouldContain("nowhere does not exist");
    }

    [Fact]
    public virtual async Task Launch_UnknownUser_SaysSo()
    {
        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
            async () => await Containerizer.LaunchAsync(Shell("c", "exit 0") with { User = "nobody-knows-me" }, Bound));

        e.Message.ShouldContain("no user 'nobody-knows-me'");
    }

    [Fact]
    public virtual async Task Launch_SameIdTwice_IsRefusedAndTheFirstGoesOn()
    {
        await LaunchShellAsync("c", "exec sleep 1000");

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
            async () => await Containerizer.LaunchAsync(Shell("c", "exit 0"), Bound));

        e.Message.ShouldContain("exists already");
        await Containerizer.DestroyAsync("c", Bound);
        (await ExitAsync("c")).WaitStatus.ShouldBe(KilledStatus);
    }

    [Fact]
    public virtual async Task Signal_ReachesTheFirstProcessGroup()
    {
        ContainerLaunch launch = Shell("c", "trap 'echo got it; exit 7' USR1; mkfifo fifo; echo ready > ready; read x < fifo");
        await Containerizer.LaunchAsync(launch, Bound);
        await AppearsAsync(launch, "ready");
        await Containerizer.SignalAsync("c", 10, Bound);

        (await ExitAsync("c")).WaitStatus.ShouldBe(7 << 8);
        Output(launch).ShouldBe("got it\n");
    }

    [Fact]
    public virtual async Task SignalDestroyForget_OfAnUnknownContainer_DoNothing()
    {
        await Containerizer.SignalAsync("unknown", 15, Bound);
        await Containerizer.DestroyAsync("unknown", Bound);
        await Containerizer.ForgetAsync("unknown", Bound);
        await LaunchShellAsync("c", "exit 0");

        (await ExitAsync("c")).WaitStatus.ShouldBe(0);
    }

    [Fact]
    public virtual async Task Recover_FindsWhatRunsAndTellsItsEndLater()
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
    public virtual async Task Recover_TellsWhatEndedUntilForgotten()
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
    public virtual async Task ManyAtOnce_EachEndsOnceWithItsOwnStatus()
    {
        await Task.WhenAll(Enumerable.Range(0, ManyCount).Select(i => LaunchShellAsync($"c{i}", $"exit {i}")));

        var statuses = new SortedDictionary<string, int?>(StringComparer.Ordinal);
        while (statuses.Count < ManyCount)
        {
            ContainerExit exit = await Containerizer.Exits.ReadAsync(Bound);
            statuses.Add(exit.ContainerId, exit.WaitStatus);
        }

        for (int i = 0; i < ManyCount; i++)
            statuses[$"c{i}"].ShouldBe(i << 8);
    }

    [Fact]
    public virtual async Task Ids_MayHoldAnything()
    {
        string id = "a:b c/ü\"'\n" + new string('x', 300);
        await LaunchShellAsync(id, "exit 4");

        (await ExitAsync(id)).WaitStatus.ShouldBe(4 << 8);
    }

    // What follows is a containerizer's to name with an attribute as soon as it can do it.

    public virtual async Task RunInside_GivesTheStatusAndHasTheSandboxAndTheEnvironment()
    {
        ContainerLaunch launch = Shell("c", "exec sleep 1000");
        await Containerizer.LaunchAsync(launch, Bound);

        int status = await Containerizer.RunInsideAsync(
            Inside("c", $"printf '%s\\n' \"$NAME\" > '{SandboxInside(launch)}/inside'; exit 3", new KeyValuePair<string, string>("NAME", "a \"b\" $c")), Bound);

        status.ShouldBe(3 << 8);
        Output(launch, "inside").ShouldBe("a \"b\" $c\n");
        await Containerizer.DestroyAsync("c", Bound);
    }

    public virtual async Task RunInside_Cancelled_KillsWhatItStarted()
    {
        // The first process ends when nobody has the fifo open for writing any more.
        ContainerLaunch launch = Shell("c", "mkfifo fifo; echo ready > ready; read x < fifo; exit 6");
        await Containerizer.LaunchAsync(launch, Bound);
        _ = await AppearsAsync(launch, "ready");
        using var cancelled = new CancellationTokenSource();
        Task<int> inside = Containerizer.RunInsideAsync(
            Inside("c", $"cd '{SandboxInside(launch)}'; exec 3> fifo; sleep 1000 & echo up > up; wait"), cancelled.Token).AsTask();
        _ = await AppearsAsync(launch, "up");

        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await inside);
        (await ExitAsync("c")).WaitStatus.ShouldBe(6 << 8);
    }

    public virtual async Task RunInside_OfWhatDoesNotRun_SaysSo()
    {
        await LaunchShellAsync("c", "exit 0");
        _ = await ExitAsync("c");
        foreach (string id in (string[])["c", "unknown"])
        {
            ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
                async () => await Containerizer.RunInsideAsync(Inside(id, "exit 0"), Bound));

            e.Message.ShouldContain($"container '{id}' does not run");
        }
    }

    public virtual async Task Usage_TellsTimeLimitsAndWhatIsUsed()
    {
        ContainerLaunch launch = Shell("c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo done > done; exec sleep 1000");
        launch = WithResources(launch, new ContainerResources { Cpus = 0.5, MemoryBytes = 64 << 20 });
        await Containerizer.LaunchAsync(launch, Bound);
        _ = await AppearsAsync(launch, "done");

        ResourceStatistics used = (await Containerizer.UsageAsync("c", Bound))!;

        used.Timestamp.ShouldBeGreaterThan(1.7e9);
        used.MemLimitBytes.ShouldBe(64u << 20);
        used.MemRssBytes.ShouldBeGreaterThan(0u);
        used.CpusUserTimeSecs.ShouldBeGreaterThan(0);
        await Containerizer.DestroyAsync("c", Bound);
        _ = await ExitAsync("c");
        (await Containerizer.UsageAsync("c", Bound)).ShouldBeNull();
        (await Containerizer.UsageAsync("unknown", Bound)).ShouldBeNull();
    }

    public virtual async Task Status_TellsTheFirstProcess()
    {
        LaunchedContainer launched = await LaunchShellAsync("c", "exec sleep 1000");

        ContainerStatus status = (await Containerizer.StatusAsync("c", Bound))!;

        status.ExecutorPid.ShouldBe((uint)launched.Pid);
        status.ContainerId.Value.ShouldBe("c");
        await Containerizer.DestroyAsync("c", Bound);
        _ = await ExitAsync("c");
        (await Containerizer.StatusAsync("c", Bound)).ShouldBeNull();
        (await Containerizer.StatusAsync("unknown", Bound)).ShouldBeNull();
    }

    public virtual async Task Network_OfTheAgentItself_IsNull()
    {
        await LaunchShellAsync("c", "exec sleep 1000");

        (await Containerizer.NetworkNamespaceAsync("c", Bound)).ShouldBeNull();
        (await Containerizer.NetworkNamespaceAsync("unknown", Bound)).ShouldBeNull();
        await Containerizer.DestroyAsync("c", Bound);
    }

    public virtual async Task Update_ChangesTheLimitsThatUsageTells()
    {
        ContainerLaunch launch = WithResources(Shell("c", "exec sleep 1000"), new ContainerResources { Cpus = 0.5, MemoryBytes = 64 << 20 });
        await Containerizer.LaunchAsync(launch, Bound);

        await Containerizer.UpdateAsync("c", new ContainerResources { Cpus = 1.5, MemoryBytes = 128 << 20 }, Bound);
        await Containerizer.UpdateAsync("unknown", new ContainerResources { Cpus = 1.5, MemoryBytes = 128 << 20 }, Bound);

        (await Containerizer.UsageAsync("c", Bound))!.MemLimitBytes.ShouldBe(128u << 20);
        await Containerizer.DestroyAsync("c", Bound);
    }

    /// <summary>What <see cref="IContainerizer.DestroyAsync"/> leads to.</summary>
    protected virtual int KilledStatus => 9;

    /// <summary>How many containers make many.</summary>
    protected virtual int ManyCount => 200;

    /// <summary>A containerizer whose state lies in <see cref="Root"/>.</summary>
    protected abstract Task<IContainerizer> CreateAsync();

    /// <summary>Ends it with all that it runs.</summary>
    protected abstract Task CloseAsync(IContainerizer containerizer);

    /// <summary>Ends it as an agent that dies would: what it runs goes on.</summary>
    protected abstract Task AbandonAsync(IContainerizer containerizer);

    protected async Task RestartAsync()
    {
        await AbandonAsync(Containerizer);
        await ReopenAsync();
    }

    /// <summary>The agent's next process, after the last one was abandoned.</summary>
    protected async Task ReopenAsync() => Containerizer = await CreateAsync();

    protected virtual ContainerLaunch Shell(string id, string script)
    {
        string sandbox = NewSandbox();
        return new ContainerLaunch(id, ["/bin/sh", "-c", script], [new("PATH", "/usr/bin:/bin")], sandbox);
    }

    /// <summary>Where a container finds its sandbox.</summary>
    protected virtual string SandboxInside(ContainerLaunch launch) => launch.WorkingDirectory;

    protected virtual ContainerLaunch WithResources(ContainerLaunch launch, ContainerResources resources) =>
        launch with { Resources = resources };

    protected static ContainerCommand Inside(string id, string script, params KeyValuePair<string, string>[] environment) =>
        new(id, ["/bin/sh", "-c", script], environment);

    protected string NewSandbox() =>
        Directory.CreateDirectory(Path.Combine(Root, "sandboxes", (++_lastSandbox).ToString())).FullName;

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
    protected Task<string> AppearsAsync(ContainerLaunch launch, string name) => SandboxWatch.LineAsync(launch, name, Bound);

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
}
