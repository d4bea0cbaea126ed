using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Microsoft.Extensions.Logging;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Containerizer.Isolation.Disk.Xfs;

/// <summary>What projects use, who is over its quota, and which ids are nobody's any more.</summary>
internal sealed partial class XfsDiskIsolator
{
    private const long Mebibyte = 1024 * 1024;

    public ValueTask MeasureAsync(ContainerRecord container, ResourceStatistics statistics, CancellationToken cancellation)
    {
        if (!_containers.TryGetValue(container.ContainerId, out XfsContainer? measured))
            return ValueTask.CompletedTask;
        foreach (ProjectFolder folder in measured.Folders)
        {
            ulong quota = (ulong)(folder.QuotaBytes ?? 0);
            if (folder.Volume is { } volume)
            {
                var entry = new DiskStatistics { Source = volume.Disk.Source, Persistence = volume.Disk.Persistence };
                if (folder.Project > 0)
                    entry.LimitBytes = quota;
                if (UsedBytesOf(container.ContainerId, folder) is { } used)
                    entry.UsedBytes = used;
                statistics.DiskStatistics.Add(entry);
            }
            else
            {
                statistics.DiskLimitBytes = quota;
                if (UsedBytesOf(container.ContainerId, folder) is { } used)
                    statistics.DiskUsedBytes = used;
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Who is over its quota is to be killed: the kernel lets it get there, by the headroom.</summary>
    internal void Check()
    {
        foreach ((string id, XfsContainer container) in _containers)
        {
            foreach (ProjectFolder folder in container.Folders.Where(folder => folder is { Project: > 0, QuotaBytes: not null }))
            {
                try
                {
                    ProjectUse use = _quotas.UseOf(folder.Device, folder.Project);
                    if (use.SoftBytes > 0 && use.UsedBytes > use.SoftBytes)
                        _ = _limitations.Writer.TryWrite((id, LimitationOf(use, folder.Volume)));
                }
                catch (IOException e)
                {
                    NotMeasured(id, e.Message);
                }
            }
        }
    }

    /// <summary>Ids whose folders are all gone, or not of their projects any more, can be given again.</summary>
    internal void Reclaim()
    {
        foreach ((uint project, IReadOnlyList<string> devices) in _held.TakeGone(IsUsed, Holds))
        {
            foreach (string device in devices)
            {
                try
                {
                    _quotas.Limit(device, project, 0, 0);
                }
                catch (IOException e)
                {
                    NotCleared(project, e.Message);
                }
            }

            _ids.Return(project);
            Reclaimed(project);
        }
    }

    private static ContainerLimitation LimitationOf(ProjectUse use, Resource? volume)
    {
        var resource = new Resource
        {
            Name = "disk",
            Type = Value.Types.Type.Scalar,
            Scalar = new Value.Types.Scalar { Value = use.UsedBytes / Mebibyte },
        };
        string which = "";
        if (volume is not null)
        {
            resource.Disk = volume.Disk;
            which = $" for volume '{volume.Disk.Persistence.Id}'";
        }

        string message = $"Disk usage ({ByteText.Of(use.UsedBytes)}) exceeded quota ({ByteText.Of(use.SoftBytes)}){which}";
        return new ContainerLimitation(TaskStatus.Types.Reason.ContainerLimitationDisk, message, [resource]);
    }

    private ulong? UsedBytesOf(string containerId, ProjectFolder folder)
    {
        try
        {
            if (folder.Project > 0)
                return (ulong)_quotas.UseOf(folder.Device, folder.Project).UsedBytes;
            var disk = new DriveInfo(folder.Path);
            return (ulong)(disk.TotalSize - disk.TotalFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotMeasured(containerId, e.Message);
            return null;
        }
    }

    private bool IsUsed(uint project) => _containers.Values.Any(container => container.Folders.Any(folder => folder.Project == project));

    private bool Holds(string folder, uint project)
    {
        try
        {
            return Directory.Exists(folder) && _quotas.ProjectOf(folder) == project;
        }
        catch (IOException)
        {
            // It is there; or it goes at this moment, and is not there the next time.
            return true;
        }
    }

    private async Task WatchAsync(TimeProvider time, TimeSpan interval, Action look)
    {
        try
        {
            using var timer = new PeriodicTimer(interval, time);
            while (await timer.WaitForNextTickAsync(_disposed.Token))
                look();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The agent is ending.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Project {Project} is assigned to {Folder}")]
    private partial void Assigned(uint project, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "Project {Project} is free again")]
    private partial void Reclaimed(uint project);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The disk that container {Container} uses is not known: {Problem}")]
    private partial void NotMeasured(string container, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Container {Container}, which ran already, is not held to its disk: {Problem}")]
    private partial void NotBounded(string container, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The quota of project {Project} stays until the project is used again: {Problem}")]
    private partial void NotCleared(uint project, string problem);
}
