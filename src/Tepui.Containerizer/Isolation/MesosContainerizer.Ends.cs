using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Containerizer.Launching;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Isolation;

/// <summary>The ends of containers, and what the agent's last process left.</summary>
public sealed partial class MesosContainerizer
{
    private readonly ConcurrentDictionary<string, ContainerLimitation> _limitations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<object, Task> _ends = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _ending = new(StringComparer.Ordinal);

    /// <summary>What ends meanwhile is looked at afterwards: isolators do not know it before.</summary>
    private volatile Task _recovery = Task.CompletedTask;

    public async Task<IReadOnlyList<RecoveredContainer>> RecoverAsync(CancellationToken cancellation)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _recovery = over.Task;
        try
        {
            return await TakeUpAsync(cancellation);
        }
        finally
        {
            over.SetResult();
        }
    }

    private async Task<IReadOnlyList<RecoveredContainer>> TakeUpAsync(CancellationToken cancellation)
    {
        IReadOnlyList<RecoveredContainer> found = await _processes.RecoverAsync(cancellation);
        Dictionary<string, ContainerRecord> records = _records.Read().ToDictionary(record => record.ContainerId, StringComparer.Ordinal);
        var recovered = new List<RecoveredContainer>(found.Count);
        foreach (RecoveredContainer container in found)
        {
            ContainerRecord record = records.GetValueOrDefault(container.ContainerId)
                ?? new ContainerRecord(container.ContainerId, null, container.Pid, "", "");
            if (record.Pid == 0)
                record = record with { Pid = container.Pid };
            if (container.Exit is null)
                _running[container.ContainerId] = record;
            recovered.Add(container with
            {
                Pid = record.Pid,
                Exit = container.Exit is { } exit ? LauncherOf(record)?.Translate(exit) ?? exit : null,
            });
        }

        List<ContainerRecord> over = [.. records.Values.Where(record => !_running.ContainsKey(record.ContainerId))];
        foreach (ContainerRecord gone in over)
        {
            // Before isolators remove what is nobody's any more, for that is what tells why it ended.
            int at = recovered.FindIndex(container => container.ContainerId == gone.ContainerId);
            if (at >= 0 && Explain(gone.ContainerId) is { } why)
                recovered[at] = recovered[at] with { Exit = recovered[at].Exit! with { Limitation = why } };
        }

        List<ContainerRecord> running = [.. _running.Values];
        foreach (IIsolator isolator in _isolators)
            await isolator.RecoverAsync(running, cancellation);
        await _host.RecoverAsync(running, cancellation);
        if (_images != _host)
            await _images.RecoverAsync(running, cancellation);
        foreach (ContainerRecord gone in over)
            await CleanUpAsync(gone.ContainerId, LauncherOf(gone));
        return recovered;
    }

    private ILauncher? LauncherOf(ContainerRecord record) =>
        record.Launcher == _host.Name ? _host : record.Launcher == _images.Name ? _images : null;

    private ContainerLimitation? Explain(string containerId)
    {
        if (_limitations.TryRemove(containerId, out ContainerLimitation? known))
            return known;
        foreach (IIsolator isolator in _isolators)
        {
            if (isolator.Explain(containerId) is { } limitation)
                return limitation;
        }

        return null;
    }

    private async Task ForwardAsync()
    {
        try
        {
            await foreach (ContainerExit exit in _processes.Exits.ReadAllAsync(_disposed.Token))
            {
                await _recovery.WaitAsync(_disposed.Token);
                if (_starting.TryGetValue(exit.ContainerId, out TaskCompletionSource<ContainerExit>? starting) && starting.TrySetResult(exit))
                    continue;
                if (_running.TryGetValue(exit.ContainerId, out ContainerRecord? record) && record.Launcher.Length > 0)
                {
                    BeginEnd(exit, record);
                }
                else
                {
                    // Nothing was made for it; a limitation is what only measured.
                    _ = _running.TryRemove(exit.ContainerId, out _);
                    _ = _exits.Writer.TryWrite(_limitations.TryRemove(exit.ContainerId, out ContainerLimitation? limitation)
                        ? exit with { Limitation = limitation }
                        : exit);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The agent is ending.
        }
    }

    private void BeginEnd(ContainerExit exit, ContainerRecord record)
    {
        var key = new object();
        _ends[key] = EndAsync(exit, record).ContinueWith(
            _ => _ends.TryRemove(key, out Task? _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Its end is told when all nested in it have ended and all that was made for it is gone.</summary>
    private async Task EndAsync(ContainerExit exit, ContainerRecord record)
    {
        try
        {
            foreach (ContainerRecord child in ChildrenOf(exit.ContainerId).ToList())
            {
                TaskCompletionSource childEnded = _ending.GetOrAdd(
                    child.ContainerId, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                await _processes.DestroyAsync(child.ContainerId, _disposed.Token);
                await childEnded.Task.WaitAsync(_disposed.Token);
            }

            ContainerLimitation? limitation = Explain(exit.ContainerId);
            ILauncher? launcher = LauncherOf(record);
            try
            {
                await CleanUpAsync(exit.ContainerId, launcher);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ContainerLaunchException)
            {
                // Its record stays, and what is left of it goes when the agent starts again.
            }

            exit = launcher?.Translate(exit) ?? exit;
            _ = _running.TryRemove(exit.ContainerId, out _);
            _ = _exits.Writer.TryWrite(limitation is null ? exit : exit with { Limitation = limitation });
        }
        catch (OperationCanceledException)
        {
            // The agent is ending; its next process finds the container and its end.
        }
        finally
        {
            _ = _running.TryRemove(exit.ContainerId, out _);
            _ = _ending.TryRemove(exit.ContainerId, out TaskCompletionSource? waiting);
            waiting?.TrySetResult();
        }
    }

    private async Task EnforceAsync(ChannelReader<(string ContainerId, ContainerLimitation Limitation)> limitations)
    {
        try
        {
            await foreach ((string id, ContainerLimitation limitation) in limitations.ReadAllAsync(_disposed.Token))
            {
                if (!_running.ContainsKey(id) || !_limitations.TryAdd(id, limitation))
                    continue;
                await DestroyAsync(id, _disposed.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The agent is ending.
        }
    }

    /// <summary>Whatever cannot be removed is told in the log, and removed when the agent starts again.</summary>
    private async ValueTask CleanUpAsync(string containerId, ILauncher? launcher)
    {
        if (launcher is not null)
            await AttemptAsync(containerId, launcher.CleanUpAsync(containerId, CancellationToken.None));
        for (int i = _isolators.Count - 1; i >= 0; i--)
            await AttemptAsync(containerId, _isolators[i].CleanUpAsync(containerId, CancellationToken.None));
        _records.Remove(containerId);
    }

    private async ValueTask AttemptAsync(string containerId, ValueTask cleaning)
    {
        try
        {
            await cleaning;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ContainerLaunchException)
        {
            SomethingIsLeft(_logger, containerId, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Something of container {Container} is left: {Problem}")]
    private static partial void SomethingIsLeft(ILogger logger, string container, string problem);
}
