using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Disk;
using Tepui.Containerizer.Isolation.Disk.Xfs;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.Disk;

/// <summary>Projects of containers, with folders in XFS's place; ProjectQuotaTests of the end-to-end tests have XFS itself.</summary>
public sealed class XfsDiskIsolatorTests : IsolatedTest
{
    private const long Mebibyte = 1024 * 1024;

    private readonly FolderQuotas _quotas = new();
    private readonly List<ProjectCounts> _counts = [];
    private bool _kills = true;

    protected override string Isolation => XfsDiskIsolator.IsolatorName;

    private ProjectCounts Counts => _counts[^1];

    [RootFact]
    public async Task SandboxOverItsQuota_EndsTheContainer()
    {
        await Containerizer.LaunchAsync(Writing("c", megabytes: 3, quota: 2), Bound);

        ContainerLimitation limitation = (await ExitAsync("c")).Limitation.ShouldNotBeNull();
        limitation.Reason.ShouldBe(Mesos.V1.TaskStatus.Types.Reason.ContainerLimitationDisk);
        limitation.Message.ShouldMatch(@"^Disk usage \([0-9]+(B|KB|MB)\) exceeded quota \(2MB\)$");
        limitation.Resources.Single().Scalar.Value.ShouldBeInRange(2, 3);
        _quotas.Limits[1].ShouldBe((2 * Mebibyte, 12 * Mebibyte));
    }

    [RootFact]
    public async Task WithoutKilling_TheKernelHoldsTheLimit()
    {
        _kills = false;
        ContainerLaunch launch = Writing("c", megabytes: 1, quota: 2);
        await Containerizer.LaunchAsync(launch, Bound);
        await FileAsync(launch, "ready");

        _quotas.Limits[1].ShouldBe((2 * Mebibyte, 2 * Mebibyte));
        ResourceStatistics statistics = (await Containerizer.UsageAsync("c", Bound)).ShouldNotBeNull();
        statistics.DiskLimitBytes.ShouldBe((ulong)(2 * Mebibyte));
        statistics.DiskUsedBytes.ShouldBeInRange((ulong)Mebibyte, (ulong)(2 * Mebibyte));
        await Containerizer.UpdateAsync("c", new ContainerResources { DiskBytes = 5 * Mebibyte }, Bound);
        _quotas.Limits[1].ShouldBe((5 * Mebibyte, 5 * Mebibyte));
    }

    [RootFact]
    public async Task Project_IsFreeOnceTheSandboxIsGone()
    {
        ContainerLaunch first = Writing("first", megabytes: 1, quota: 2);
        await Containerizer.LaunchAsync(first, Bound);
        await Containerizer.DestroyAsync("first", Bound);
        await ExitAsync("first");
        await Containerizer.LaunchAsync(Writing("second", megabytes: 1, quota: 2), Bound);
        _quotas.Projects.Values.Order().ShouldBe([1u, 2u]);

        ContainerLaunch third = Writing("third", megabytes: 1, quota: 2);
        (await Should.ThrowAsync<ContainerLaunchException>(async () => await Containerizer.LaunchAsync(third, Bound)))
            .Message.ShouldContain("--xfs_project_range");

        Directory.Delete(first.WorkingDirectory, recursive: true);
        await FreeAsync(1);
        _quotas.Limits[1].ShouldBe((0, 0));
        await Containerizer.LaunchAsync(third, Bound);
        _quotas.Projects[third.WorkingDirectory].ShouldBe(1u);
    }

    [RootFact]
    public async Task PersistentVolume_IsAProjectOfItsOwn()
    {
        string volume = Directory.CreateDirectory(Path.Combine(Root, "volumes", "roles", "dev", "store")).FullName;
        var resource = new Resource
        {
            Name = "disk",
            Type = Value.Types.Type.Scalar,
            Scalar = new Value.Types.Scalar { Value = 1 },
            Disk = new Resource.Types.DiskInfo { Persistence = new Resource.Types.DiskInfo.Types.Persistence { Id = "store" } },
        };
        await File.WriteAllBytesAsync(Path.Combine(volume, "big"), new byte[2 * Mebibyte]);
        ContainerLaunch launch = Shell("c", "exec sleep 1000") with
        {
            Resources = new ContainerResources
            {
                DiskBytes = 100 * Mebibyte,
                Volumes = [new PersistentVolume("data", Mebibyte, resource.ToByteArray()) { Directory = volume }],
            },
        };
        await Containerizer.LaunchAsync(launch, Bound);

        ContainerLimitation limitation = (await ExitAsync("c")).Limitation.ShouldNotBeNull();
        limitation.Message.ShouldBe("Disk usage (2MB) exceeded quota (1MB) for volume 'store'");
        limitation.Resources.Single().Disk.ShouldBe(resource.Disk);
        _quotas.Projects[volume].ShouldBe(2u);

        Directory.Delete(launch.WorkingDirectory, recursive: true);
        await FreeAsync(1);
        _quotas.Limits[2].Soft.ShouldBe(Mebibyte, "the volume is there still");
    }

    [RootFact]
    public async Task Recovered_KeepsItsProject()
    {
        string over = Directory.CreateDirectory(Path.Combine(Root, "slaves/a/frameworks/f/executors/e/runs/over")).FullName;
        ContainerLaunch launch = Shell("c", "mkfifo go; echo ready > ready; read x < go; head -c 3M /dev/zero > big; exec sleep 1000") with
        {
            Resources = new ContainerResources { DiskBytes = 2 * Mebibyte },
        };
        await Containerizer.LaunchAsync(launch, Bound);
        await FileAsync(launch, "ready");
        _quotas.Projects[over] = 2;
        await RestartAsync();
        (await Containerizer.RecoverAsync(Bound)).ShouldHaveSingleItem();
        Counts.Free.ShouldBe(0);

        Directory.Delete(over);
        await FreeAsync(1);
        await File.WriteAllTextAsync(Path.Combine(launch.WorkingDirectory, "go"), "\n", Bound);

        (await ExitAsync("c")).Limitation!.Reason.ShouldBe(Mesos.V1.TaskStatus.Types.Reason.ContainerLimitationDisk);
        _quotas.Projects[launch.WorkingDirectory].ShouldBe(1u);
    }

    /// <summary>It ran before its agent was given <c>disk/xfs</c>.</summary>
    [RootFact]
    public async Task RecoveredWithoutAProject_GetsOne()
    {
        ContainerLaunch launch = Writing("c", megabytes: 1, quota: 2);
        await Containerizer.LaunchAsync(launch, Bound);
        _quotas.Projects.Clear();
        await RestartAsync();
        await Containerizer.RecoverAsync(Bound);

        _quotas.Projects.ShouldHaveSingleItem().Key.ShouldBe(launch.WorkingDirectory);
        _quotas.Limits[1].Soft.ShouldBe(2 * Mebibyte);
    }

    [RootFact]
    public void FolderThatIsNotOnXfs_IsToldAtTheStart()
    {
        var faults = new List<string>();
        Isolators.Create(XfsDiskIsolator.IsolatorName, new IsolationOptions("/proc", Root), faults).ShouldBeEmpty();
        faults.ShouldHaveSingleItem().ShouldStartWith(
            "--isolation: 'disk/xfs' takes XFS with project quotas, and /proc (--work_dir) is not on XFS: mount an XFS there with the option");
    }

    protected override IsolationOptions Configure(IsolationOptions options)
    {
        _counts.Add(new ProjectCounts());
        return options with
        {
            Disk = new DiskOptions { WatchInterval = TimeSpan.FromMilliseconds(20), Enforces = true },
            Projects = new ProjectOptions
            {
                Range = [(1, 2)],
                Kills = _kills,
                WatchInterval = TimeSpan.FromMilliseconds(20),
                Counts = Counts,
                Quotas = _quotas,
            },
        };
    }

    private ContainerLaunch Writing(string id, int megabytes, long quota) =>
        Shell(id, $"head -c {megabytes}M /dev/zero > big; echo ready > ready; exec sleep 1000") with
        {
            Resources = new ContainerResources { DiskBytes = quota * Mebibyte },
        };

    private async Task FreeAsync(long count)
    {
        while (Counts.Free != count)
        {
            Bound.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
