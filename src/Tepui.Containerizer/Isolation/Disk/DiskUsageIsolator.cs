using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Volumes;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Containerizer.Isolation.Disk;

/// <summary>
/// <c>disk/du</c>: looks now and then at what sandboxes and persistent volumes hold, one at a time. Containers nested in others are
/// counted with them.
/// </summary>
internal sealed class DiskUsageIsolator : IIsolator, IDisposable
{
    private const double Mebibyte = 1024 * 1024;

    private readonly DiskOptions _options;
    private readonly ConcurrentDictionary<string, WatchedDisk> _watched = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _sandboxes = new(StringComparer.Ordinal);
    private readonly Channel<(string, ContainerLimitation)> _limitations = Channel.CreateUnbounded<(string, ContainerLimitation)>();
    private readonly CancellationTokenSource _disposed = new();

    public DiskUsageIsolator(IsolationOptions options)
    {
        _options = options.Disk;
        _ = WatchAsync(options.Time);
    }

    public string Name => "disk/du";

    public ChannelReader<(string ContainerId, ContainerLimitation Limitation)> Limitations => _limitations.Reader;

    public Task RecoverAsync(IReadOnlyList<ContainerRecord> running, CancellationToken cancellation)
    {
        foreach (ContainerRecord record in running.Where(record => record.Parent is null && record.Sandbox.Length > 0))
            Watch(record.ContainerId, record.Sandbox, record.Resources, []);
        return Task.CompletedTask;
    }

    public ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        if (plan.Parent is null)
            Watch(plan.Id, plan.Launch.WorkingDirectory, plan.Launch.Resources, plan.Launch.Volumes);
        return ValueTask.CompletedTask;
    }

    public ValueTask UpdateAsync(string containerId, ContainerResources resources, CancellationToken cancellation)
    {
        if (_sandboxes.TryGetValue(containerId, out string? sandbox))
            Watch(containerId, sandbox, resources, []);
        return ValueTask.CompletedTask;
    }

    public ValueTask MeasureAsync(ContainerRecord container, ResourceStatistics statistics, CancellationToken cancellation)
    {
        if (!_watched.TryGetValue(container.ContainerId, out WatchedDisk? disk))
            return ValueTask.CompletedTask;
        foreach (WatchedFolder folder in disk.Folders)
        {
            var entry = new DiskStatistics { LimitBytes = (ulong)folder.QuotaBytes };
            if (folder.UsedBytes is { } used)
                entry.UsedBytes = (ulong)used;
            if (folder.Volume?.Disk is { } volume)
            {
                entry.Source = volume.Source;
                entry.Persistence = volume.Persistence;
            }
            else
            {
                statistics.DiskLimitBytes = entry.LimitBytes;
                statistics.DiskUsedBytes = entry.UsedBytes;
            }

            statistics.DiskStatistics.Add(entry);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask CleanUpAsync(string containerId, CancellationToken cancellation)
    {
        _ = _watched.TryRemove(containerId, out _);
        _ = _sandboxes.TryRemove(containerId, out _);
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
    }

    private static WatchedFolder? FolderOf(string sandbox, PersistentVolume volume, IReadOnlyList<ContainerVolume> known)
    {
        Resource resource = Resource.Parser.ParseFrom(volume.Resource);
        string? path = known.FirstOrDefault(entry => entry.ContainerPath == volume.ContainerPath)?.Directory;

        // It stands as a link in the sandbox, which a task can replace: nothing but a volume's own folder is looked at.
        path ??= new System.IO.FileInfo(Path.Combine(sandbox, volume.ContainerPath)).LinkTarget;
        string name = "/" + (resource.Disk?.Persistence?.Id ?? "");
        return path is not null && path.EndsWith(name, StringComparison.Ordinal) ? new WatchedFolder(path, volume.Bytes, resource) : null;
    }

    private void Watch(string containerId, string sandbox, ContainerResources resources, IReadOnlyList<ContainerVolume> known)
    {
        _sandboxes[containerId] = sandbox;
        WatchedDisk disk = _watched.GetOrAdd(containerId, static _ => new WatchedDisk());
        List<WatchedFolder> folders = [.. resources.Volumes.Select(volume => FolderOf(sandbox, volume, known)).OfType<WatchedFolder>()];
        if (resources.DiskBytes is { } quota)
            folders.Add(new WatchedFolder(sandbox, quota, null));
        foreach (WatchedFolder folder in folders)
            folder.UsedBytes = disk.Folders.FirstOrDefault(before => before.Path == folder.Path)?.UsedBytes;
        disk.Folders = folders;
    }

    private async Task WatchAsync(TimeProvider time)
    {
        try
        {
            using var timer = new PeriodicTimer(_options.WatchInterval, time);
            while (await timer.WaitForNextTickAsync(_disposed.Token))
            {
                foreach ((string id, WatchedDisk disk) in _watched)
                    await LookAsync(id, disk);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The agent is ending.
        }
    }

    private async Task LookAsync(string containerId, WatchedDisk disk)
    {
        foreach (WatchedFolder folder in disk.Folders)
        {
            if (await DiskUsage.OfAsync(folder.Path, _disposed.Token) is not { } used)
                continue;
            folder.UsedBytes = used;
            bool isItsOwnDisk = folder.Volume?.Disk.Source?.Type == Resource.Types.DiskInfo.Types.Source.Types.Type.Mount;
            if (!_options.Enforces || isItsOwnDisk || used <= folder.QuotaBytes)
                continue;
            Resource quota = folder.Volume ?? new Resource
            {
                Name = "disk",
                Type = Value.Types.Type.Scalar,
                Scalar = new Value.Types.Scalar { Value = folder.QuotaBytes / Mebibyte },
            };
            string message = $"Disk usage ({ByteText.Of(used)}) exceeds quota ({ByteText.Of(folder.QuotaBytes)})";
            _ = _limitations.Writer.TryWrite((
                containerId, new ContainerLimitation(TaskStatus.Types.Reason.ContainerLimitationDisk, message, [quota])));
            return;
        }
    }
}
