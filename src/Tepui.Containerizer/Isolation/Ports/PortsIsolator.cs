using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1;
using Microsoft.Extensions.Logging;
using Tepui.Supervisor.Processes;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Containerizer.Isolation.Ports;

/// <summary>
/// <c>network/ports</c>: looks now and then whether containers on the host's network listen on ports they were not given. What is nested
/// in a container has its ports.
/// </summary>
internal sealed partial class PortsIsolator : IIsolator, IDisposable
{
    private readonly PortOptions _options;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, Watched> _watched = new(StringComparer.Ordinal);
    private readonly Channel<(string, ContainerLimitation)> _limitations = Channel.CreateUnbounded<(string, ContainerLimitation)>();
    private readonly CancellationTokenSource _disposed = new();

    public PortsIsolator(IsolationOptions options)
    {
        _options = options.Ports;
        _logger = options.Logger;
        _ = WatchAsync(options.Time);
    }

    public string Name => "network/ports";

    public ChannelReader<(string ContainerId, ContainerLimitation Limitation)> Limitations => _limitations.Reader;

    public Task RecoverAsync(IReadOnlyList<ContainerRecord> running, CancellationToken cancellation)
    {
        foreach (ContainerRecord record in running.Where(record => !record.OwnNetwork && record.Pid > 0))
            _watched[record.ContainerId] = new Watched(record.Pid, record.Parent) { Ports = record.Resources.Ports };
        return Task.CompletedTask;
    }

    public ValueTask StartedAsync(ContainerPlan plan, int pid, CancellationToken cancellation)
    {
        bool hasOwnNetwork = (plan.Own & Namespaces.Network) != Namespaces.None || plan.Joined.Any(joined => joined.Which == Namespaces.Network);
        if (!hasOwnNetwork)
            _watched[plan.Id] = new Watched(pid, plan.Parent?.ContainerId) { Ports = plan.Launch.Resources.Ports };
        return ValueTask.CompletedTask;
    }

    public ValueTask UpdateAsync(string containerId, ContainerResources resources, CancellationToken cancellation)
    {
        if (_watched.TryGetValue(containerId, out Watched? watched))
            watched.Ports = resources.Ports;
        return ValueTask.CompletedTask;
    }

    public ValueTask CleanUpAsync(string containerId, CancellationToken cancellation)
    {
        _ = _watched.TryRemove(containerId, out _);
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
    }

    private async Task WatchAsync(TimeProvider time)
    {
        try
        {
            using var timer = new PeriodicTimer(_options.WatchInterval, time);
            while (await timer.WaitForNextTickAsync(_disposed.Token))
                Look();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The agent is ending.
        }
    }

    private void Look()
    {
        Dictionary<ulong, int> sockets = ListeningSockets.Find();
        foreach (ulong inode in sockets.Keys.Where(inode => _options.Range is { } range && !PortRanges.Holds(range, sockets[inode])).ToList())
            _ = sockets.Remove(inode);
        if (sockets.Count == 0 || _watched.IsEmpty)
            return;

        // All processes of a container carry one mark, whatever became of their parents.
        var marks = new Dictionary<ulong, string>();
        foreach ((string id, Watched watched) in _watched)
        {
            // A number may be another process's by now, which has none.
            if (ProcessMark.Get(watched.Pid) is var mark && ProcessMark.IsOne(mark))
                marks[mark] = id;
        }

        var listening = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                || !marks.TryGetValue(ProcessMark.Get(pid), out string? id))
            {
                continue;
            }

            foreach (ulong inode in ListeningSockets.Of(pid))
            {
                if (!sockets.TryGetValue(inode, out int port))
                    continue;
                if (!listening.TryGetValue(id, out HashSet<int>? ports))
                    listening.Add(id, ports = []);
                _ = ports.Add(port);
            }
        }

        foreach ((string id, HashSet<int> ports) in listening)
            Judge(id, ports);
    }

    private void Judge(string containerId, HashSet<int> ports)
    {
        if (!_watched.TryGetValue(containerId, out Watched? watched))
            return;
        Watched root = watched;
        while (root.Parent is { } name && _watched.TryGetValue(name, out Watched? above))
            root = above;
        List<(int First, int Last)> stolen = PortRanges.Of(ports.Where(port => !PortRanges.Holds(root.Ports, port)));
        string text = PortRanges.Text(stolen);
        if (stolen.Count == 0 || watched.Told == text)
            return;

        // Once only, where nobody is killed for it.
        watched.Told = text;
        string message = $"Container {containerId} is listening on unallocated port(s): {text}";
        UnallocatedPorts(message);
        if (!_options.Enforces)
            return;
        var resource = new Resource { Name = "ports", Type = Value.Types.Type.Ranges, Ranges = new Value.Types.Ranges() };
        foreach ((int first, int last) in stolen)
            resource.Ranges.Range.Add(new Value.Types.Range { Begin = (ulong)first, End = (ulong)last });
        _ = _limitations.Writer.TryWrite((
            containerId, new ContainerLimitation(TaskStatus.Types.Reason.ContainerLimitation, message, [resource])));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
    private partial void UnallocatedPorts(string problem);

    private sealed class Watched(int pid, string? parent)
    {
        public int Pid { get; } = pid;

        public string? Parent { get; } = parent;

        public IReadOnlyList<(int First, int Last)> Ports { get; set; } = [];

        public string? Told { get; set; }
    }
}
