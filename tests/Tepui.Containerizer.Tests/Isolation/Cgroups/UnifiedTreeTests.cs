using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Cgroups;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Containerizer.Tests.Isolation.Cgroups;

/// <summary>
/// Version 2 on plain folders with the kernel's files in them: what is made, written, read and removed. What a kernel does with it is
/// not shown here.
/// </summary>
public sealed class UnifiedTreeTests : IDisposable
{
    private const long Mebibyte = 1024 * 1024;
    private readonly string _folder = Directory.CreateTempSubdirectory("tepui-unified-").FullName;
    private readonly CgroupOptions _options;
    private readonly CancellationToken _bound = new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
    private CgroupsIsolator _isolator;

    public UnifiedTreeTests()
    {
        string tree = Path.Combine(_folder, "cgroup");
        var kernel = new FolderKernel(tree);
        kernel.Make(tree);
        File.WriteAllText(Path.Combine(tree, "cgroup.controllers"), "cpuset cpu io memory pids\n");
        File.WriteAllText(Path.Combine(_folder, "mountinfo"), $"35 31 0:32 / {tree} rw,relatime - cgroup2 cgroup2 rw\n");
        _options = new CgroupOptions
        {
            Hierarchy = tree,
            MountInfoPath = Path.Combine(_folder, "mountinfo"),
            MostProcesses = 100,
            EnableCfs = true,
            CountProcesses = true,
            Kernel = kernel,
        };
        _isolator = Create();
    }

    public void Dispose()
    {
        _isolator.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Prepare_PassesControllersOnAndLimitsTheContainer_WhoseProcessesAreInItsLeaf()
    {
        ContainerPlan plan = await PrepareAsync(new ContainerResources { Cpus = 0.5, MemoryBytes = 64 * Mebibyte, MemoryLimitBytes = 128 * Mebibyte });

        plan.Cgroups.ShouldBe([Path.Combine(_options.Hierarchy, "mesos/c/leaf")]);
        Read("cgroup.subtree_control").ShouldBe("+io +cpu +memory +pids");
        Read("mesos/cgroup.subtree_control").ShouldBe("+io +cpu +memory +pids");
        Read("mesos/c/cgroup.subtree_control").ShouldBeEmpty();
        Read("mesos/c/cpu.weight").ShouldBe("50");
        Read("mesos/c/cpu.max").ShouldBe("50000 100000");
        Read("mesos/c/memory.low").ShouldBe($"{64 * Mebibyte}");
        Read("mesos/c/memory.max").ShouldBe($"{128 * Mebibyte}");
        Read("mesos/c/pids.max").ShouldBe("100");
        Read("mesos/c/leaf/memory.max").ShouldBeEmpty();
    }

    [Fact]
    public async Task Nested_WithItsOwn_IsBelowItsParent()
    {
        ContainerPlan parent = await PrepareAsync(ContainerResources.None);
        var record = new ContainerRecord("c", null, 1, "host", _folder) { Cgroups = parent.Cgroups };
        ContainerLaunch launch = Launch("c.child") with
        {
            Parent = "c",
            Info = new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, LinuxInfo = new LinuxInfo { ShareCgroups = false } },
        };
        var own = new ContainerPlan(launch, record);
        var shared = new ContainerPlan(Launch("c.other") with { Parent = "c" }, record);

        await _isolator.PrepareAsync(own, _bound);
        await _isolator.PrepareAsync(shared, _bound);

        own.Cgroups.ShouldBe([Path.Combine(_options.Hierarchy, "mesos/c/mesos/child/leaf")]);
        shared.Cgroups.ShouldBe(parent.Cgroups);
        Read("mesos/c/mesos/cgroup.subtree_control").ShouldBe("+io +cpu +memory +pids");
        await _isolator.CleanUpAsync("c.child", _bound);
        Directory.Exists(Path.Combine(_options.Hierarchy, "mesos/c/mesos/child")).ShouldBeFalse();
    }

    [Fact]
    public async Task Update_TakesLimitsBack_ButNeverMemory()
    {
        _ = await PrepareAsync(new ContainerResources { Cpus = 1, MemoryBytes = 64 * Mebibyte });

        await _isolator.UpdateAsync("c", new ContainerResources { Cpus = 2, CpuLimit = double.PositiveInfinity, MemoryBytes = 32 * Mebibyte }, _bound);
        Read("mesos/c/cpu.max").ShouldBe("max 100000");
        Read("mesos/c/memory.max").ShouldBe($"{64 * Mebibyte}");
        await _isolator.UpdateAsync("c", new ContainerResources { MemoryBytes = 32 * Mebibyte, MemoryLimitBytes = long.MaxValue }, _bound);

        Read("mesos/c/memory.max").ShouldBe("max");
    }

    [Fact]
    public async Task Measure_ReadsWhatTheKernelCounts()
    {
        _ = await PrepareAsync(new ContainerResources { Cpus = 1 });
        Write("cpu.stat", "usage_usec 3000000\nuser_usec 2000000\nsystem_usec 1000000\nnr_periods 7\nnr_throttled 3\nthrottled_usec 500000\n");
        Write("memory.current", "4096\n");
        Write("memory.stat", "anon 1024\nfile 2048\nkernel 512\nsock 16\nfile_mapped 8\nunevictable 4\n");
        Write("io.stat", "8:0 rbytes=100 wbytes=50 rios=2 wios=1 dbytes=0 dios=0\n");
        Write("leaf/cgroup.procs", "11\n12\n");
        Write("leaf/cgroup.threads", "11\n12\n13\n");
        var statistics = new ResourceStatistics();

        await _isolator.MeasureAsync(new ContainerRecord("c", null, 1, "host", ""), statistics, _bound);

        (statistics.CpusUserTimeSecs, statistics.CpusSystemTimeSecs, statistics.CpusThrottledTimeSecs).ShouldBe((2, 1, 0.5));
        (statistics.CpusNrPeriods, statistics.CpusNrThrottled, statistics.Processes, statistics.Threads).ShouldBe((7u, 3u, 2u, 3u));
        (statistics.MemTotalBytes, statistics.MemRssBytes, statistics.MemCacheBytes, statistics.MemKmemUsageBytes).ShouldBe((4096u, 1024u, 2048u, 512u));
        CgroupInfo.Types.Blkio.Types.Throttling.Types.Statistics device = statistics.BlkioStatistics.Throttling[0];
        (device.Device.MajorNumber, device.IoServiceBytes.Single(value => value.Op == CgroupInfo.Types.Blkio.Types.Operation.Read).Value_).ShouldBe((8u, 100u));
        statistics.BlkioStatistics.Throttling[1].IoServiced.Single().Value_.ShouldBe(3u);
    }

    [Fact]
    public async Task MemoryEvents_OfAnOverrun_EndTheContainer_AndOfOthersDoNot()
    {
        _ = await PrepareAsync(new ContainerResources { MemoryBytes = 64 * Mebibyte });
        Write("memory.events", "low 1\nhigh 0\nmax 0\noom 0\noom_kill 1\n");
        _isolator.Explain("c").ShouldBeNull();
        Write("memory.peak", $"{64 * Mebibyte}\n");
        Write("memory.stat", "anon 1024\n");
        Write("memory.events", "low 1\nhigh 0\nmax 12\noom 1\noom_kill 1\n");

        (string id, ContainerLimitation limitation) = await _isolator.Limitations.ReadAsync(_bound);

        id.ShouldBe("c");
        limitation.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLimitationMemory);
        limitation.Message.ShouldStartWith("Memory limit exceeded: Requested: 64MB Maximum Used: 64MB\n\nMEMORY STATISTICS: \nanon 1024\n");
        _isolator.Explain("c").ShouldNotBeNull();
    }

    [Fact]
    public async Task CleanUp_KillsWhoeverIsLeft()
    {
        _ = await PrepareAsync(ContainerResources.None);
        using Process left = Process.Start("/bin/sleep", ["1000"]);
        Write("leaf/cgroup.procs", $"{left.Id}\n");

        await _isolator.CleanUpAsync("c", _bound);

        left.HasExited.ShouldBeTrue();
        Directory.Exists(Path.Combine(_options.Hierarchy, "mesos/c")).ShouldBeFalse();
    }

    [Fact]
    public async Task Recover_KeepsWhatRuns_AndRemovesTheRest()
    {
        _ = await PrepareAsync(new ContainerResources { MemoryBytes = 64 * Mebibyte });
        _isolator.Dispose();
        _options.Kernel.Make(Path.Combine(_options.Hierarchy, "mesos/orphan/mesos/child/leaf"));
        _isolator = Create();

        await _isolator.RecoverAsync([new ContainerRecord("c", null, 1, "host", "")], _bound);

        Directory.GetDirectories(Path.Combine(_options.Hierarchy, "mesos")).Select(Path.GetFileName).ShouldBe(["c"]);
        await _isolator.CleanUpAsync("c", _bound);
        Directory.GetDirectories(Path.Combine(_options.Hierarchy, "mesos")).ShouldBeEmpty();
    }

    private CgroupsIsolator Create() => CgroupsIsolator.Create(
        ["cgroups/cpu", "cgroups/mem", "cgroups/pids", "cgroups/blkio"], new IsolationOptions("", "") { Cgroups = _options });

    private async Task<ContainerPlan> PrepareAsync(ContainerResources resources)
    {
        var plan = new ContainerPlan(Launch("c") with { Resources = resources }, null);
        await _isolator.PrepareAsync(plan, _bound);
        return plan;
    }

    private ContainerLaunch Launch(string id) => new(id, ["/bin/true"], [], _folder);

    private string Read(string file) => File.ReadAllText(Path.Combine(_options.Hierarchy, file));

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_options.Hierarchy, "mesos/c", file), text);
}
