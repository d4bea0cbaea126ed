using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1;
using Microsoft.Extensions.Logging;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Isolation.Disk.Xfs;

/// <summary>
/// <c>disk/xfs</c>: each sandbox and persistent volume is a project of XFS, so that the kernel itself counts what is in it and holds it
/// to its quota (docs/isolators/disk-xfs.md; src/slave/containerizer/mesos/isolators/xfs). Containers nested in others, whose sandboxes
/// lie in theirs, are counted with them, and so is what a container writes in a root made by overlays.
/// </summary>
internal sealed partial class XfsDiskIsolator : IIsolator, IDisposable
{
    public const string IsolatorName = "disk/xfs";

    private readonly string _workDirectory;
    private readonly DiskOptions _disk;
    private readonly ProjectOptions _options;
    private readonly IProjectQuotas _quotas;
    private readonly ILogger _logger;
    private readonly ProjectIds _ids;
    private readonly HeldProjects _held = new();
    private readonly ConcurrentDictionary<string, XfsContainer> _containers = new(StringComparer.Ordinal);

    /// <summary>A volume that several containers share gets one project.</summary>
    private readonly Lock _volumes = new();
    private readonly Channel<(string, ContainerLimitation)> _limitations = Channel.CreateUnbounded<(string, ContainerLimitation)>();
    private readonly CancellationTokenSource _disposed = new();

    public XfsDiskIsolator(IsolationOptions options)
    {
        _workDirectory = options.WorkDirectory;
        _disk = options.Disk;
        _options = options.Projects;
        _quotas = options.Projects.Quotas;
        _logger = options.Logger;
        _ids = new ProjectIds(_options.Range, _options.Counts);
        _ = WatchAsync(options.Time, _options.WatchInterval, Reclaim);
        if (_disk.Enforces && _options.Kills)
            _ = WatchAsync(options.Time, _disk.WatchInterval, Check);
    }

    public string Name => IsolatorName;

    public ChannelReader<(string ContainerId, ContainerLimitation Limitation)> Limitations => _limitations.Reader;

    public Task RecoverAsync(IReadOnlyList<ContainerRecord> running, CancellationToken cancellation)
    {
        List<ContainerRecord> containers = [.. running.Where(record => record.Parent is null && record.Sandbox.Length > 0)];
        IEnumerable<string> sandboxes = containers.Select(record => record.Sandbox).Where(Directory.Exists);
        foreach (string folder in ProjectFolders.Of(_workDirectory, _options.Roots).Union(sandboxes))
        {
            cancellation.ThrowIfCancellationRequested();
            if (_quotas.ProjectOf(folder) is not (> 0 and var project))
                continue;
            _ids.Claim(project);
            _held.Hold(project, new HeldFolder(folder, _quotas.DeviceOf(folder)));
        }

        // Only now is it known which ids are nobody's: for containers that ran before their agent had quotas.
        foreach (ContainerRecord record in containers.Where(record => Directory.Exists(record.Sandbox)))
        {
            try
            {
                uint project = _quotas.ProjectOf(record.Sandbox);
                _ = Take(record.ContainerId, record.Sandbox, project == 0 ? null : project);
                Apply(record.ContainerId, record.Resources);
            }
            catch (IOException e)
            {
                NotBounded(record.ContainerId, e.Message);
            }
        }

        return Task.CompletedTask;
    }

    public ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        if (plan.Parent is not null)
            return ValueTask.CompletedTask;
        try
        {
            ProjectFolder sandbox = Take(plan.Id, plan.Launch.WorkingDirectory, null);
            foreach (string scratch in plan.Scratch)
                Assign(scratch, _quotas.DeviceOf(scratch), sandbox.Project, isNew: true);

            Apply(plan.Id, plan.Launch.Resources);
        }
        catch (IOException e)
        {
            throw new ContainerLaunchException(e.Message, e);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask UpdateAsync(string containerId, ContainerResources resources, CancellationToken cancellation)
    {
        Apply(containerId, resources);
        return ValueTask.CompletedTask;
    }

    public ValueTask CleanUpAsync(string containerId, CancellationToken cancellation)
    {
        // Its folders hold their projects until they are gone.
        _ = _containers.TryRemove(containerId, out _);
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
    }

    /// <summary>The container's sandbox gets a project.</summary>
    /// <param name="known">What it has already.</param>
    private ProjectFolder Take(string containerId, string folder, uint? known)
    {
        string device = _quotas.DeviceOf(folder);
        uint project = known ?? Next(folder);
        var sandbox = new ProjectFolder(folder, device, project, null);
        _containers[containerId] = new XfsContainer(sandbox);
        Assign(folder, device, project, isNew: known is null);

        // What an earlier agent, of another range, left of it.
        if (known is null)
            _quotas.Limit(device, project, 0, 0);
        return sandbox;
    }

    private uint Next(string folder) => _ids.Take() ?? throw new IOException(
        $"{folder} can have no project, for all of --xfs_project_range are used: they are free again when old sandboxes are removed "
        + "(--gc_delay), or give more");

    private void Assign(string folder, string device, uint project, bool isNew)
    {
        try
        {
            if (isNew)
                _quotas.Assign(folder, project);
        }
        finally
        {
            // Part of it may be of the project, also where not all is.
            _held.Hold(project, new HeldFolder(folder, device));
        }

        if (isNew)
            Assigned(project, folder);
    }

    private void Apply(string containerId, ContainerResources resources)
    {
        if (!_containers.TryGetValue(containerId, out XfsContainer? container))
            return;
        if (resources.DiskBytes is { } quota)
            container.Sandbox = Limited(container.Sandbox with { QuotaBytes = quota });
        container.Volumes = [.. resources.Volumes.Where(volume => volume.Directory is not null).Select(VolumeOf)];
    }

    private ProjectFolder VolumeOf(PersistentVolume volume)
    {
        string folder = volume.Directory!;
        Resource resource = Resource.Parser.ParseFrom(volume.Resource);
        if (IsOwnDisk(resource))
            return new ProjectFolder(folder, "", 0, volume.Bytes) { Volume = resource };
        if (_quotas.FaultOf(folder) is { } fault)
            throw new IOException($"the volume {folder} can have no quota, for it {fault}: mount its XFS with the option prjquota");
        string device = _quotas.DeviceOf(folder);
        lock (_volumes)
        {
            uint project = _quotas.ProjectOf(folder);
            bool isNew = project == 0;
            if (isNew)
                project = Next(folder);
            else
                _ids.Claim(project);
            Assign(folder, device, project, isNew);
            return Limited(new ProjectFolder(folder, device, project, volume.Bytes) { Volume = resource });
        }
    }

    private ProjectFolder Limited(ProjectFolder folder)
    {
        // The kernel takes 0 for no limit at all.
        if (folder.QuotaBytes is not > 0)
            throw new IOException($"{folder.Path} is to hold nothing: give it more than 0 of disk");
        (long soft, long hard) = ProjectLimits.Of(folder.QuotaBytes.Value, _disk.Enforces, _options);
        _quotas.Limit(folder.Device, folder.Project, soft, hard);
        return folder;
    }

    private static bool IsOwnDisk(Resource volume) =>
        volume.Disk?.Source?.Type == Resource.Types.DiskInfo.Types.Source.Types.Type.Mount;
}
