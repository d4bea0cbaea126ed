using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Mesos.V1;
using Microsoft.Extensions.Logging;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Isolation.Cgroups.Performance;

/// <summary>
/// Counts what happens in containers for a while, now and then, and tells of the latest such sample. What perf(1) does for Mesos is
/// asked of the kernel here.
/// </summary>
internal sealed partial class PerfEventController : CgroupController, IDisposable
{
    private readonly PerfOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IReadOnlyList<PerfEvent> _events;
    private readonly ConcurrentDictionary<string, PerfContainer> _containers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _disposed = new();
    private readonly CancellationToken _ending;
    private string? _told;

    public PerfEventController(IsolationOptions options)
        : base(PerfEventHierarchy.Controller)
    {
        _options = options.Cgroups.Perf;
        _time = options.Time;
        _logger = options.Logger;
        (_events, IReadOnlyList<PerfEvent> notCounted) = PerfSupport.Split(_options.Events);
        if (notCounted.Count > 0)
            NotCounted(string.Join(", ", notCounted.Select(asked => asked.Name)));
        _ending = _disposed.Token;
        if (_events.Count == 0)
            return;
        var timer = new PeriodicTimer(_options.Interval, _time);
        _ = Task.Run(() => SampleAsync(timer), CancellationToken.None);
    }

    public override void Prepare(string containerId, CgroupDirectory cgroup) =>
        _containers[containerId] = new PerfContainer(cgroup.Path, _time.GetUtcNow());

    public override void Recover(string containerId, CgroupDirectory cgroup) => Prepare(containerId, cgroup);

    public override void Measure(string containerId, CgroupDirectory cgroup, ContainerResources resources, ResourceStatistics statistics)
    {
        if (_containers.TryGetValue(containerId, out PerfContainer? container))
            statistics.Perf = container.Latest.Clone();
    }

    public override void CleanUp(string containerId) => _ = _containers.TryRemove(containerId, out _);

    /// <summary>A sample that is being taken is given up, and what is open for it closed.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
    }

    private async Task SampleAsync(PeriodicTimer timer)
    {
        using PeriodicTimer ticks = timer;
        try
        {
            while (await ticks.WaitForNextTickAsync(_ending))
            {
                try
                {
                    await SampleOnceAsync();
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    LeftOut("no sample of perf events: " + e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The agent is ending.
        }
    }

    private async Task SampleOnceAsync()
    {
        DateTimeOffset began = _time.GetUtcNow();
        using PerfSample sample = PerfSample.Begin([.. _containers.Values], _events);
        if (sample.Problem is { } problem && problem != _told)
            LeftOut(problem);
        _told = sample.Problem;
        if (sample.IsEmpty)
            return;
        await Task.Delay(_options.Duration, _time, _ending);
        sample.End(began, _options.Duration);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "--perf_events: this machine does not count {Events}: statistics leave them out (virtual machines often have only what the kernel counts, as task-clock)")]
    private partial void NotCounted(string events);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
    private partial void LeftOut(string problem);
}
