using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Isolation.Cgroups;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Containerizer.Tests.Isolation.Cgroups;

/// <summary>The whole suite in cgroups of version 1, where the user may make them, and what the kernel makes of the limits.</summary>
public class CgroupsIsolatorTests : MesosConformance
{
    private const long Mebibyte = 1024 * 1024;
    private CgroupOptions _options = new();

    protected override string Isolation => System.Environment.IsPrivilegedProcess
        ? "cgroups/cpu,cgroups/mem,cgroups/pids,cgroups/cpuset,cgroups/devices,cgroups/blkio"
        : "posix/cpu,posix/mem";

    protected override CgroupOptions Options => _options;

    [RootFact]
    public async Task MemoryHog_IsKilledWithTheReasonAndItsUse()
    {
        ContainerLaunch launch = With(Shell("c", Hog(100)), new ContainerResources { Cpus = 0.5, MemoryBytes = 40 * Mebibyte });
        await Containerizer.LaunchAsync(launch, Bound);

        ContainerExit exit = await ExitAsync("c");

        ContainerLimitation limitation = exit.Limitation.ShouldNotBeNull();
        limitation.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLimitationMemory);
        limitation.Message.ShouldStartWith("Memory limit exceeded: Requested: 40MB Maximum Used: 40MB\n\nMEMORY STATISTICS: \n");
        limitation.Message.ShouldContain("total_rss ");
        limitation.Message.ShouldEndWith("give the task more 'mem', or a limit of 'mem' above what it asks for");
        limitation.Resources.Single().Scalar.Value.ShouldBe(40, 1);
        Directory.GetDirectories(CgroupsOf("memory")).ShouldBeEmpty();
    }

    [RootFact]
    public async Task MemoryHog_ThatIsAChild_EndsTheContainer()
    {
        ContainerLaunch launch = With(Shell("c", $"({Hog(100)}) & sleep 1000"), new ContainerResources { MemoryBytes = 40 * Mebibyte });
        await Containerizer.LaunchAsync(launch, Bound);

        (await ExitAsync("c")).Limitation.ShouldNotBeNull().Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLimitationMemory);
    }

    [RootFact]
    public async Task MemoryAboveTheRequest_WithinTheLimit_IsHad()
    {
        ContainerLaunch launch = With(
            Shell("c", $"cat /proc/self/oom_score_adj; {Hog(60)}; exit 3"),
            new ContainerResources { Cpus = 0.5, MemoryBytes = 32 * Mebibyte, MemoryLimitBytes = long.MaxValue, CpuLimit = double.PositiveInfinity });
        await Containerizer.LaunchAsync(launch with { Command = new CommandInfo() }, Bound);

        ContainerExit exit = await ExitAsync("c");

        exit.Limitation.ShouldBeNull();
        exit.WaitStatus.ShouldBe(3 << 8);
        int.Parse(Output(launch)).ShouldBeInRange(900, 1000);
    }

    [RootFact]
    public async Task Processes_AreBounded()
    {
        _options = new CgroupOptions { MostProcesses = 20 };
        await RestartAsync();
        ContainerLaunch launch = Shell("c", "(while sleep 1000 & do :; done) 2> /dev/null; echo full > full; read forever");
        await Containerizer.LaunchAsync(launch with { Argv = ["/bin/sh", "-c", "mkfifo fifo; " + launch.Argv[2] + " < fifo"] }, Bound);
        _ = await AppearsAsync(launch, "full");

        string directory = Path.Combine(CgroupsOf("pids"), "c");
        (await File.ReadAllLinesAsync(Path.Combine(directory, "cgroup.procs"), Bound)).Length.ShouldBeInRange(15, 20);
        (await File.ReadAllTextAsync(Path.Combine(directory, "pids.events"), Bound)).ShouldNotBe("max 0\n");
        await Containerizer.DestroyAsync("c", Bound);

        (await ExitAsync("c")).ShouldNotBeNull();
        Directory.GetDirectories(CgroupsOf("pids")).ShouldBeEmpty();
    }

    [RootFact]
    public async Task Quota_ThrottlesAndCounts()
    {
        ContainerLaunch launch = With(
            Shell("c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done > done; exec sleep 1000"),
            new ContainerResources { Cpus = 0.1, CpuLimit = 0.2, MemoryBytes = 64 * Mebibyte });
        await Containerizer.LaunchAsync(launch, Bound);
        _ = await AppearsAsync(launch, "done");

        ResourceStatistics used = (await Containerizer.UsageAsync("c", Bound))!;

        used.CpusNrPeriods.ShouldBeGreaterThan(0u);
        used.CpusNrThrottled.ShouldBeGreaterThan(0u);
        used.CpusThrottledTimeSecs.ShouldBeGreaterThan(0);
        (used.CpusSoftLimit, used.CpusLimit).ShouldBe((0.1, 0.2));
        used.MemTotalBytes.ShouldBeGreaterThan(0u);
        used.HasMemLowPressureCounter.ShouldBeTrue();
        used.BlkioStatistics.Throttling.ShouldNotBeEmpty();
        await Containerizer.DestroyAsync("c", Bound);
    }

    [RootFact]
    public async Task Update_RewritesSharesAndRaisesMemoryOnly()
    {
        ContainerLaunch launch = With(Shell("c", "exec sleep 1000"), new ContainerResources { Cpus = 0.5, MemoryBytes = 64 * Mebibyte });
        await Containerizer.LaunchAsync(launch, Bound);
        Cpu("cpu.shares").ShouldBe("512");
        Cpu("cpu.cfs_quota_us").ShouldBe("-1");

        await Containerizer.UpdateAsync("c", new ContainerResources { Cpus = 2, CpuLimit = 1.5, MemoryBytes = 128 * Mebibyte }, Bound);
        Cpu("cpu.shares").ShouldBe("2048");
        Cpu("cpu.cfs_quota_us").ShouldBe("150000");
        Memory("memory.limit_in_bytes").ShouldBe($"{128 * Mebibyte}");
        await Containerizer.UpdateAsync("c", new ContainerResources { Cpus = 1, MemoryBytes = 64 * Mebibyte }, Bound);

        Cpu("cpu.cfs_quota_us").ShouldBe("-1");
        Memory("memory.limit_in_bytes").ShouldBe($"{128 * Mebibyte}");
        Memory("memory.soft_limit_in_bytes").ShouldBe($"{64 * Mebibyte}");
        await Containerizer.DestroyAsync("c", Bound);
        string Cpu(string file) => File.ReadAllText(Path.Combine(CgroupsOf("cpu"), "c", file)).Trim();
        string Memory(string file) => File.ReadAllText(Path.Combine(CgroupsOf("memory"), "c", file)).Trim();
    }

    [RootFact]
    public async Task Command_RunsInItsCgroupsFromItsBeginning()
    {
        ContainerLaunch launch = Shell("c", "cat /proc/self/cgroup");
        await Containerizer.LaunchAsync(launch, Bound);
        _ = await ExitAsync("c");

        string[] lines = [.. Output(launch).Split('\n').Where(line => line.Contains($"/{Path.GetFileName(CgroupsOf("x"))}/c"))];
        lines.Length.ShouldBe(7);
    }

    [RootFact]
    public async Task Nested_SharesItsParentsCgroups_UnlessItWantsItsOwn()
    {
        await LaunchShellAsync("p", "exec sleep 1000");
        ContainerLaunch shared = Shell("p.a", "cat /proc/self/cgroup") with { Parent = "p" };
        ContainerLaunch own = With(Shell("p.b", "cat /proc/self/cgroup"), new ContainerResources { Cpus = 0.25, MemoryBytes = 32 * Mebibyte }) with
        {
            Parent = "p",
            Info = new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, LinuxInfo = new LinuxInfo { ShareCgroups = false } },
        };

        await Containerizer.LaunchAsync(shared, Bound);
        _ = await ExitAsync("p.a");
        await Containerizer.LaunchAsync(own, Bound);
        _ = await ExitAsync("p.b");

        Output(shared).ShouldContain("/p\n");
        Output(own).ShouldContain("/p/mesos/b\n");
        Directory.Exists(Path.Combine(CgroupsOf("cpu"), "p/mesos/b")).ShouldBeFalse();
        await Containerizer.DestroyAsync("p", Bound);
        _ = await ExitAsync("p");
        Directory.GetDirectories(CgroupsOf("cpu")).ShouldBeEmpty();
    }

    [RootFact]
    public async Task Recover_TakesUpWhatRuns_AndRemovesWhatIsNobodys()
    {
        ContainerLaunch launch = With(Shell("c", "mkfifo fifo; echo ready > ready; read x < fifo; " + Hog(100)), new ContainerResources { Cpus = 0.5, MemoryBytes = 40 * Mebibyte });
        await Containerizer.LaunchAsync(launch, Bound);
        _ = await AppearsAsync(launch, "ready");
        await AbandonAsync(Containerizer);
        using Process orphan = Process.Start("/bin/sleep", ["1000"]);

        // One where nothing is made any more: another --isolation may have.
        foreach (string planted in (string[])["memory/orphan", "cpu/orphan/mesos/child", "freezer/orphan"])
        {
            string path = Path.Combine(CgroupsOf(planted.Split('/')[0]), planted[(planted.IndexOf('/') + 1)..]);
            Directory.CreateDirectory(path);
            await File.WriteAllTextAsync(Path.Combine(path, "cgroup.procs"), $"{orphan.Id}", Bound);
        }

        await ReopenAsync();
        IReadOnlyList<RecoveredContainer> recovered = await Containerizer.RecoverAsync(Bound);

        await orphan.WaitForExitAsync(Bound);
        recovered.Single().Exit.ShouldBeNull();
        Directory.GetDirectories(CgroupsOf("memory")).Select(Path.GetFileName).ShouldBe(["c"]);
        Directory.GetDirectories(CgroupsOf("cpu")).Select(Path.GetFileName).ShouldBe(["c"]);
        Directory.GetDirectories(CgroupsOf("freezer")).ShouldBeEmpty();
        await File.WriteAllTextAsync(Path.Combine(launch.WorkingDirectory, "fifo"), "\n", Bound);
        (await ExitAsync("c")).Limitation.ShouldNotBeNull();
        Directory.GetDirectories(CgroupsOf("memory")).ShouldBeEmpty();
    }

    [RootFact]
    public async Task Recover_OfWhatWentOverItsLimitMeanwhile_TellsWhy()
    {
        ContainerLaunch launch = With(Shell("c", "mkfifo fifo; echo ready > ready; read x < fifo; " + Hog(100)), new ContainerResources { MemoryBytes = 40 * Mebibyte });
        LaunchedContainer launched = await Containerizer.LaunchAsync(launch, Bound);
        _ = await AppearsAsync(launch, "ready");
        await AbandonAsync(Containerizer);
        using Process first = Process.GetProcessById(launched.Pid);
        await File.WriteAllTextAsync(Path.Combine(launch.WorkingDirectory, "fifo"), "\n", Bound);
        await first.WaitForExitAsync(Bound);

        await ReopenAsync();
        IReadOnlyList<RecoveredContainer> recovered = await Containerizer.RecoverAsync(Bound);

        ContainerExit exit = recovered.Single().Exit ?? await ExitAsync("c");
        exit.Limitation.ShouldNotBeNull().Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLimitationMemory);
        Directory.GetDirectories(CgroupsOf("memory")).ShouldBeEmpty();
        Records.Read().ShouldBeEmpty();
    }

    [RootFact]
    public async Task Launch_WhereACgroupIsInTheWay_SaysWhichAndLeavesNothing()
    {
        string path = Path.Combine(CgroupsOf("memory"), "c");
        Directory.CreateDirectory(path);

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
            async () => await Containerizer.LaunchAsync(Shell("c", "exit 0"), Bound));

        e.Message.ShouldStartWith($"the cgroup {path} is there already");
        Directory.Exists(path).ShouldBeTrue();
        Directory.GetDirectories(CgroupsOf("cpu")).ShouldBeEmpty();
        Records.Read().ShouldBeEmpty();
    }

    [RootFact]
    public async Task Variables_ThatNoShellKnows_ReachTheCommand()
    {
        ContainerLaunch launch = Shell("c", "") with
        {
            Argv = ["/usr/bin/env"],
            Environment = [new("A", "1"), new("b.c", "x y"), new("IFS", ":"), new("PWD", "/nowhere")],
        };
        await Containerizer.LaunchAsync(launch, Bound);
        _ = await ExitAsync("c");

        Output(launch).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order().ShouldBe(["A=1", "IFS=:", "PWD=/nowhere", "b.c=x y"]);
    }

    private static string Hog(int megabytes) => $"x=$(head -c {megabytes}000000 /dev/zero | tr '\\0' x)";

    private static ContainerLaunch With(ContainerLaunch launch, ContainerResources resources) => launch with { Resources = resources };
}
