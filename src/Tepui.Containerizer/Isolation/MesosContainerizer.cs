using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1;
using Microsoft.Extensions.Logging;
using Tepui.Containerizer.Launching;
using Tepui.Containerizer.Processes;
using Tepui.Containerizer.Streams;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Isolation;

/// <summary>
/// Mesos's own containerizer: processes that isolators set limits and roots for. A container that no isolator has anything to say about
/// goes to the supervisor as it is.
/// </summary>
public sealed partial class MesosContainerizer : IContainerizer, IAsyncDisposable
{
    private readonly ProcessContainerizer _processes;
    private readonly IReadOnlyList<IIsolator> _isolators;
    private readonly ILauncher _host;
    private readonly ILauncher _images;
    private readonly ContainerRecords _records;
    private readonly IsolationOptions _options;
    private readonly ILogger _logger;
    private readonly bool _plansAll;
    private readonly ConcurrentDictionary<string, ContainerRecord> _running = new(StringComparer.Ordinal);

    /// <summary>Planned containers on their way, with the end of each that comes before it is known to run.</summary>
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ContainerExit>> _starting = new(StringComparer.Ordinal);
    private readonly Channel<ContainerExit> _exits = Channel.CreateUnbounded<ContainerExit>();
    private readonly CancellationTokenSource _disposed = new();
    private readonly List<Task> _watching = [];

    /// <param name="processes">Starts everything. Disposed by who made it, as everything else handed in.</param>
    /// <param name="isolators">In the order in which they write plans; they clean up in the opposite one.</param>
    /// <param name="host">Starts what has the host's root.</param>
    /// <param name="images">Starts what has a root of its own.</param>
    public MesosContainerizer(
        ProcessContainerizer processes,
        IReadOnlyList<IIsolator> isolators,
        ILauncher host,
        ILauncher images,
        ContainerRecords records,
        IsolationOptions? options = null)
    {
        _options = options ?? new IsolationOptions("", "");
        _logger = _options.Logger;
        _processes = processes;
        _isolators = isolators;
        _host = host;
        _images = images;
        _records = records;
        _plansAll = isolators.Any(isolator => !isolator.OnlyMeasures);
        _watching.Add(ForwardAsync());
        foreach (IIsolator isolator in isolators)
        {
            if (isolator.Limitations is { } limitations)
                _watching.Add(EnforceAsync(limitations));
        }
    }

    public ChannelReader<ContainerExit> Exits => _exits.Reader;

    public async ValueTask<LaunchedContainer> LaunchAsync(ContainerLaunch launch, CancellationToken cancellation)
    {
        if (!_plansAll && launch is { Info: null, Parent: null })
        {
            LaunchedContainer plain = await _processes.LaunchAsync(launch, cancellation);
            _running[launch.ContainerId] =
                new ContainerRecord(launch.ContainerId, null, plain.Pid, "", launch.WorkingDirectory) { Resources = launch.Resources };
            return plain;
        }

        ContainerRecord? parent = null;
        if (launch.Parent is { } name && !_running.TryGetValue(name, out parent))
            throw new ContainerLaunchException($"container '{name}', in which it is to be nested, does not run");
        var ended = new TaskCompletionSource<ContainerExit>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_running.ContainsKey(launch.ContainerId) || !_starting.TryAdd(launch.ContainerId, ended))
            throw new ContainerLaunchException("a container of this id exists already");
        try
        {
            return await LaunchAsync(new ContainerPlan(launch, parent), ended.Task, cancellation);
        }
        finally
        {
            _ = _starting.TryRemove(launch.ContainerId, out _);
            if (!ended.TrySetCanceled(CancellationToken.None) && _running.TryGetValue(launch.ContainerId, out ContainerRecord? over))
                BeginEnd(await ended.Task, over);
        }
    }

    private async ValueTask<LaunchedContainer> LaunchAsync(ContainerPlan plan, Task<ContainerExit> ended, CancellationToken cancellation)
    {
        ILauncher? launcher = null;
        try
        {
            foreach (IIsolator isolator in _isolators)
                await isolator.PrepareAsync(plan, cancellation);
            RefuseWhatNobodyTook(plan);
            MissingIsolators.Refuse(plan.Launch, name => _isolators.Any(isolator => isolator.Name == name));
            launcher = plan.Root is null ? _host : _images;

            // Before anything runs: an agent that dies now must know what there is to be cleaned up.
            ContainerRecord record = Record(plan, launcher, pid: 0);
            _records.Write(record);
            LaunchedContainer started = await launcher.LaunchAsync(plan, ended, cancellation);

            // A launcher has notes of its own.
            record = Record(plan, launcher, started.Pid);
            _records.Write(record);
            _running[plan.Id] = record;
            foreach (IIsolator isolator in _isolators)
                await isolator.StartedAsync(plan, started.Pid, cancellation);
            ContainerStatus status = await DescribeAsync(record, cancellation);
            return started with
            {
                IpAddresses = [.. status.NetworkInfos.SelectMany(network => network.IpAddresses).Select(address => address.IpAddress)],
                Networks = status.NetworkInfos,
            };
        }
        catch
        {
            if (_running.ContainsKey(plan.Id))
                await DestroyAsync(plan.Id, CancellationToken.None);
            else
                await CleanUpAsync(plan.Id, launcher);
            throw;
        }
    }

    public ValueTask SignalAsync(string containerId, int signal, CancellationToken cancellation) =>
        _processes.SignalAsync(containerId, signal, cancellation);

    public async ValueTask DestroyAsync(string containerId, CancellationToken cancellation)
    {
        foreach (ContainerRecord child in ChildrenOf(containerId))
            await DestroyAsync(child.ContainerId, cancellation);
        await _processes.DestroyAsync(containerId, cancellation);
    }

    public ValueTask ForgetAsync(string containerId, CancellationToken cancellation) => _processes.ForgetAsync(containerId, cancellation);

    public async ValueTask UpdateAsync(string containerId, ContainerResources resources, CancellationToken cancellation)
    {
        if (!_running.TryGetValue(containerId, out ContainerRecord? record))
            return;
        ContainerRecord updated = record with { Resources = resources };
        if (!_running.TryUpdate(containerId, updated, record))
            return;
        if (record.Launcher.Length > 0)
            _records.Write(updated);
        foreach (IIsolator isolator in _isolators)
            await isolator.UpdateAsync(containerId, resources, cancellation);
    }

    public async ValueTask<ResourceStatistics?> UsageAsync(string containerId, CancellationToken cancellation)
    {
        if (!_running.TryGetValue(containerId, out ContainerRecord? record))
            return null;
        var statistics = new ResourceStatistics { Timestamp = _options.Time.GetUtcNow().ToUnixTimeMilliseconds() / 1e3 };
        StatisticsOfLimits.Write(record.Resources, _options.Cgroups.EnableCfs, statistics);
        foreach (IIsolator isolator in _isolators)
            await isolator.MeasureAsync(record, statistics, cancellation);
        if (record.OwnNetwork)
            NetworkUse.Measure(record.Pid, statistics);
        return _running.ContainsKey(containerId) ? statistics : null;
    }

    public async ValueTask<ContainerStatus?> StatusAsync(string containerId, CancellationToken cancellation) =>
        _running.TryGetValue(containerId, out ContainerRecord? record) ? await DescribeAsync(record, cancellation) : null;

    public ValueTask<int> RunInsideAsync(ContainerCommand command, CancellationToken cancellation)
    {
        if (!_running.TryGetValue(command.ContainerId, out ContainerRecord? record))
            throw new ContainerLaunchException($"container '{command.ContainerId}' does not run");
        ILauncher launcher = record.Launcher == _images.Name ? _images : _host;
        return launcher.RunInsideAsync(record, command, cancellation);
    }

    public ValueTask<string?> NetworkNamespaceAsync(string containerId, CancellationToken cancellation)
    {
        string? path = _running.TryGetValue(containerId, out ContainerRecord? record) && record.OwnNetwork
            ? $"/proc/{record.Pid}/ns/net"
            : null;
        return ValueTask.FromResult(path);
    }

    public ValueTask<ContainerOutput> AttachOutputAsync(string containerId, bool owns, CancellationToken cancellation) =>
        _processes.AttachOutputAsync(containerId, owns, cancellation);

    public ValueTask<ContainerInputStream> AttachInputAsync(string containerId, CancellationToken cancellation) =>
        _processes.AttachInputAsync(containerId, cancellation);

    /// <summary>Leaves containers alone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed.IsCancellationRequested)
            return;
        await _disposed.CancelAsync();
        await Task.WhenAll(_watching);
        await Task.WhenAll(_ends.Values);
        _ = _exits.Writer.TryComplete();
        _disposed.Dispose();
    }

    private static ContainerRecord Record(ContainerPlan plan, ILauncher launcher, int pid) =>
        new(plan.Id, plan.Parent?.ContainerId, pid, launcher.Name, plan.Launch.WorkingDirectory)
        {
            Root = plan.Root,
            Own = plan.Own,
            Joined = [.. plan.Joined],
            User = plan.User,
            Cgroups = [.. plan.Cgroups],
            Resources = plan.Launch.Resources,
            Notes = new Dictionary<string, string>(plan.Notes),
        };

    /// <summary>An image that no isolator cares about must not silently become the host's root.</summary>
    private static void RefuseWhatNobodyTook(ContainerPlan plan)
    {
        if (plan.Root is null && plan.Launch.Info?.Mesos?.Image is { } image)
        {
            string type = image.Type == Image.Types.Type.Appc ? "appc" : "docker";
            throw new ContainerLaunchException(
                $"it wants the image '{image.Docker?.Name ?? image.Appc?.Name}', and this agent runs none of its type: "
                + $"start the agent with --image_providers={type} and '{type}/runtime' in --isolation");
        }
    }

    private IEnumerable<ContainerRecord> ChildrenOf(string containerId) =>
        _running.Values.Where(record => record.Parent == containerId);

    private async ValueTask<ContainerStatus> DescribeAsync(ContainerRecord record, CancellationToken cancellation)
    {
        var status = new ContainerStatus
        {
            ContainerId = new ContainerID { Value = record.ContainerId },
            ExecutorPid = (uint)record.Pid,
        };
        foreach (IIsolator isolator in _isolators)
            await isolator.DescribeAsync(record, status, cancellation);
        return status;
    }
}
