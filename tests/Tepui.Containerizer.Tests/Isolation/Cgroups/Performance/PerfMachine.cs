using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Microsoft.Extensions.Logging;
using Tepui.Containerizer.Isolation.Cgroups;
using Tepui.Containerizer.Isolation.Cgroups.Performance;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.Cgroups.Performance;

/// <summary>A mesos containerizer that counts: its time is moved by the test, the kernel's counters run by themselves.</summary>
internal sealed class PerfMachine : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("tepui-perf-").FullName;
    private readonly CancellationToken _bound = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;
    private readonly SampleTime _time = new();
    private readonly CgroupOptions _options;
    private IsolatedMachine _machine;
    private DateTimeOffset _nextSample;

    /// <param name="hierarchy">As --cgroups_hierarchy; null for a folder of its own with nothing in it.</param>
    public PerfMachine(string? hierarchy, string events, ILogger? logger = null)
    {
        var faults = new List<string>();
        _options = new CgroupOptions
        {
            Hierarchy = hierarchy ?? Directory.CreateDirectory(Path.Combine(_root, "cgroup")).FullName,
            Root = $"tepui-test-{Guid.NewGuid():N}",
            Perf = new PerfOptions { Events = PerfEvents.Parse(events, faults) },
        };
        faults.ShouldBeEmpty();
        _machine = Open(logger);
    }

    public static int OpenCounters => Directory.EnumerateFiles("/proc/self/fd").Count(IsCounter);

    public SampleTime Time => _time;

    public PerfOptions Perf => _options.Perf;

    /// <summary>A container that does something whenever it is told to.</summary>
    public async Task LaunchAsync(string id)
    {
        string sandbox = Directory.CreateDirectory(Path.Combine(_root, id)).FullName;
        string script = "mkfifo go; echo ready > ready; while read n < go; do i=0; while [ $i -lt 50 ]; do /bin/true; i=$((i+1)); done; echo $n > done; done";
        await _machine.Containerizer.LaunchAsync(new ContainerLaunch(id, ["/bin/sh", "-c", script], [new("PATH", "/usr/bin:/bin")], sandbox), _bound);
        _ = await SandboxWatch.UntilAsync(sandbox, "ready", static text => text.Length > 0, _bound);
    }

    /// <summary>Fifty processes, one after the other.</summary>
    public async Task WorkAsync(string id)
    {
        await File.WriteAllTextAsync(Path.Combine(_root, id, "go"), "1\n", _bound);
        _ = await SandboxWatch.UntilAsync(Path.Combine(_root, id), "done", static text => text.Length > 0, _bound);
    }

    /// <summary>The next sample begins.</summary>
    /// <param name="counters">So many descriptors.</param>
    /// <returns>When it did.</returns>
    public async Task<DateTimeOffset> BeginSampleAsync(int counters)
    {
        int before = _time.Waits;
        DateTimeOffset began = _nextSample;
        _time.AdvanceTo(began);
        _nextSample += Perf.Interval;
        await UntilAsync(() => _time.Waits > before);
        OpenCounters.ShouldBe(counters);
        return began;
    }

    /// <summary>It ends.</summary>
    public async Task EndSampleAsync()
    {
        _time.AdvanceTo(_time.GetUtcNow() + Perf.Duration);
        await UntilAsync(() => OpenCounters == 0);
    }

    public async Task<PerfStatistics> CountedAsync(string id) =>
        (await _machine.Containerizer.UsageAsync(id, _bound)).ShouldNotBeNull().Perf;

    public async Task DestroyAsync(string id)
    {
        await _machine.Containerizer.DestroyAsync(id, _bound);
        (await _machine.Containerizer.Exits.ReadAsync(_bound)).ContainerId.ShouldBe(id);
    }

    /// <summary>The agent dies and comes back.</summary>
    public async Task RestartAsync()
    {
        await _machine.DisposeAsync();
        await UntilAsync(() => OpenCounters == 0);
        _machine = Open(null);
        _ = await _machine.Containerizer.RecoverAsync(_bound);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _machine.ShutdownAsync();
        }
        finally
        {
            await PerfHierarchy.RemoveAsync(_options, new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
            Directory.Delete(_root, recursive: true);
        }
    }

    private static bool IsCounter(string descriptor)
    {
        try
        {
            return new System.IO.FileInfo(descriptor).LinkTarget == "anon_inode:[perf_event]";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            _bound.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private IsolatedMachine Open(ILogger? logger)
    {
        _nextSample = _time.GetUtcNow() + Perf.Interval;
        return new IsolatedMachine(
            _root, "cgroups/perf_event", options => options with { Cgroups = _options, Time = _time, Logger = logger ?? options.Logger });
    }
}
