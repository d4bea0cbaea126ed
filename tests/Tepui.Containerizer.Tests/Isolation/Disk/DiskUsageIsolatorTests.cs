using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Disk;
using Tepui.Containerizer.Volumes;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.Disk;

/// <summary>Sandboxes that grow beyond what they may.</summary>
public sealed class DiskUsageIsolatorTests : IsolatedTest
{
    private const long Mebibyte = 1024 * 1024;

    protected override string Isolation => "disk/du";

    [Fact]
    public async Task SandboxOverItsQuota_EndsTheContainer()
    {
        ContainerLaunch launch = Shell("c", "dd if=/dev/zero of=big bs=64K count=48 2> /dev/null; exec sleep 1000") with
        {
            Resources = new ContainerResources { DiskBytes = 2 * Mebibyte },
        };
        await Containerizer.LaunchAsync(launch, Bound);

        ContainerLimitation limitation = (await ExitAsync("c")).Limitation.ShouldNotBeNull();
        limitation.Reason.ShouldBe(Mesos.V1.TaskStatus.Types.Reason.ContainerLimitationDisk);
        limitation.Message.ShouldMatch(@"^Disk usage \([0-9]+(B|KB|MB)\) exceeds quota \(2MB\)$");
        limitation.Resources.Single().Scalar.Value.ShouldBe(2);
    }

    [Fact]
    public async Task LinkOutOfTheSandbox_IsNotCounted()
    {
        string outside = Directory.CreateDirectory(Path.Combine(Root, "outside")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(outside, "big"), new byte[3 * Mebibyte]);
        ContainerLaunch launch = Shell("c", $"ln -s {outside} link; exec sleep 1000") with
        {
            Resources = new ContainerResources { DiskBytes = 2 * Mebibyte },
        };
        await Containerizer.LaunchAsync(launch, Bound);

        ResourceStatistics statistics = await MeasuredAsync("c");
        statistics.DiskLimitBytes.ShouldBe((ulong)(2 * Mebibyte));
        statistics.DiskUsedBytes.ShouldBeLessThan((ulong)Mebibyte);
        await Containerizer.DestroyAsync("c", Bound);
        (await ExitAsync("c")).Limitation.ShouldBeNull();
    }

    [Fact]
    public async Task PersistentVolume_HasAQuotaOfItsOwn()
    {
        string volume = Directory.CreateDirectory(Path.Combine(Root, "volumes", "roles", "dev", "store")).FullName;
        var resource = new Resource
        {
            Name = "disk",
            Type = Value.Types.Type.Scalar,
            Scalar = new Value.Types.Scalar { Value = 1 },
            Disk = new Resource.Types.DiskInfo
            {
                Persistence = new Resource.Types.DiskInfo.Types.Persistence { Id = "store" },
                Volume = new Volume { ContainerPath = "data", Mode = Volume.Types.Mode.Rw },
            },
        };
        ContainerLaunch launch = Shell("c", "dd if=/dev/zero of=data/big bs=64K count=32 2> /dev/null; exec sleep 1000") with
        {
            Volumes = [new ContainerVolume(volume, "data")],
            Resources = new ContainerResources { DiskBytes = 100 * Mebibyte, Volumes = [new PersistentVolume("data", Mebibyte, resource.ToByteArray())] },
        };
        await Containerizer.LaunchAsync(launch, Bound);

        ContainerLimitation limitation = (await ExitAsync("c")).Limitation.ShouldNotBeNull();
        limitation.Message.ShouldContain("exceeds quota (1MB)");
        limitation.Resources.ShouldBe([resource]);
    }

    [Fact]
    public async Task Recovered_IsWatchedOn()
    {
        ContainerLaunch launch = Shell("c", "mkfifo go; echo ready > ready; read x < go; dd if=/dev/zero of=big bs=64K count=48 2> /dev/null; exec sleep 1000") with
        {
            Resources = new ContainerResources { DiskBytes = 2 * Mebibyte },
        };
        await Containerizer.LaunchAsync(launch, Bound);
        await FileAsync(launch, "ready");
        await RestartAsync();
        (await Containerizer.RecoverAsync(Bound)).ShouldHaveSingleItem();

        await File.WriteAllTextAsync(Path.Combine(launch.WorkingDirectory, "go"), "\n", Bound);

        (await ExitAsync("c")).Limitation!.Reason.ShouldBe(Mesos.V1.TaskStatus.Types.Reason.ContainerLimitationDisk);
    }

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(1023, "1023B")]
    [InlineData(1024, "1KB")]
    [InlineData(1536 * 1024, "1536KB")]
    [InlineData(5L << 40, "5TB")]
    [InlineData(5L << 50, "5120TB")]
    public void Sizes_AreWrittenAsInMesos(long bytes, string text) => ByteText.Of(bytes).ShouldBe(text);

    protected override IsolationOptions Configure(IsolationOptions options) =>
        options with { Disk = new DiskOptions { WatchInterval = TimeSpan.FromMilliseconds(20), Enforces = true } };

    private async Task<ResourceStatistics> MeasuredAsync(string id)
    {
        while (true)
        {
            ResourceStatistics statistics = (await Containerizer.UsageAsync(id, Bound)).ShouldNotBeNull();
            if (statistics.DiskUsedBytes > 0)
                return statistics;
            await Task.Yield();
        }
    }
}
