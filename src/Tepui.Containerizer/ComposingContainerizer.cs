using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Streams;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer;

/// <summary>Plain processes and Docker containers behind one face.</summary>
public sealed class ComposingContainerizer : IContainerizer, IAsyncDisposable
{
    private readonly IContainerizer _processes;
    private readonly IContainerizer _docker;
    private readonly Channel<ContainerExit> _exits = Channel.CreateUnbounded<ContainerExit>();
    private readonly CancellationTokenSource _disposed = new();
    private readonly HashSet<string> _dockers = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Task _forwarding;

    /// <param name="processes">Runs what names no container. Disposed by who made it, as the other one.</param>
    /// <param name="docker">Runs what <see cref="ContainerLaunch.Docker"/> says.</param>
    public ComposingContainerizer(IContainerizer processes, IContainerizer docker)
    {
        _processes = processes;
        _docker = docker;
        _forwarding = Task.WhenAll(ForwardAsync(processes.Exits), ForwardAsync(docker.Exits));
    }

    public ChannelReader<ContainerExit> Exits => _exits.Reader;

    public async Task<IReadOnlyList<RecoveredContainer>> RecoverAsync(CancellationToken cancellation)
    {
        Task<IReadOnlyList<RecoveredContainer>> processes = _processes.RecoverAsync(cancellation);
        IReadOnlyList<RecoveredContainer> dockers = await _docker.RecoverAsync(cancellation);
        lock (_gate)
            _dockers.UnionWith(dockers.Select(container => container.ContainerId));
        return [.. await processes, .. dockers];
    }

    public async ValueTask<LaunchedContainer> LaunchAsync(ContainerLaunch launch, CancellationToken cancellation)
    {
        if (launch.Docker is null)
            return await _processes.LaunchAsync(launch, cancellation);
        bool added;
        lock (_gate)
            added = _dockers.Add(launch.ContainerId);
        try
        {
            return await _docker.LaunchAsync(launch, cancellation);
        }
        catch (ContainerLaunchException) when (added)
        {
            lock (_gate)
                _ = _dockers.Remove(launch.ContainerId);
            throw;
        }
    }

    public ValueTask SignalAsync(string containerId, int signal, CancellationToken cancellation) =>
        For(containerId).SignalAsync(containerId, signal, cancellation);

    public ValueTask DestroyAsync(string containerId, CancellationToken cancellation) =>
        For(containerId).DestroyAsync(containerId, cancellation);

    public ValueTask ForgetAsync(string containerId, CancellationToken cancellation)
    {
        IContainerizer containerizer = For(containerId);
        lock (_gate)
            _ = _dockers.Remove(containerId);
        return containerizer.ForgetAsync(containerId, cancellation);
    }

    public ValueTask UpdateAsync(string containerId, ContainerResources resources, CancellationToken cancellation) =>
        For(containerId).UpdateAsync(containerId, resources, cancellation);

    public ValueTask<ResourceStatistics?> UsageAsync(string containerId, CancellationToken cancellation) =>
        For(containerId).UsageAsync(containerId, cancellation);

    public ValueTask<ContainerStatus?> StatusAsync(string containerId, CancellationToken cancellation) =>
        For(containerId).StatusAsync(containerId, cancellation);

    public ValueTask<int> RunInsideAsync(ContainerCommand command, CancellationToken cancellation) =>
        For(command.ContainerId).RunInsideAsync(command, cancellation);

    public ValueTask<string?> NetworkNamespaceAsync(string containerId, CancellationToken cancellation) =>
        For(containerId).NetworkNamespaceAsync(containerId, cancellation);

    public ValueTask<ContainerOutput> AttachOutputAsync(string containerId, bool owns, CancellationToken cancellation) =>
        For(containerId).AttachOutputAsync(containerId, owns, cancellation);

    public ValueTask<ContainerInputStream> AttachInputAsync(string containerId, CancellationToken cancellation) =>
        For(containerId).AttachInputAsync(containerId, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_disposed.IsCancellationRequested)
            return;
        await _disposed.CancelAsync();
        await _forwarding;
        _ = _exits.Writer.TryComplete();
        _disposed.Dispose();
    }

    private IContainerizer For(string containerId)
    {
        lock (_gate)
            return _dockers.Contains(containerId) ? _docker : _processes;
    }

    private async Task ForwardAsync(ChannelReader<ContainerExit> exits)
    {
        try
        {
            await foreach (ContainerExit exit in exits.ReadAllAsync(_disposed.Token))
                _ = _exits.Writer.TryWrite(exit);
        }
        catch (OperationCanceledException)
        {
            // The agent is ending.
        }
    }
}
