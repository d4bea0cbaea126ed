using System;
using System.IO;
using System.Linq;
using System.Threading;
using Mesos.V1;
using Microsoft.Extensions.Logging;
using Tepui.Containerizer.Isolation.Cgroups.Performance;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.Cgroups.Performance;

/// <summary>What the kernel counts of real containers, one test at a time: each hierarchy of version 1 takes the controller from version 2.</summary>
public sealed class PerfEventTests
{
    private const string Software = "task-clock,context-switches,page-faults,cpu-migrations";
    private static readonly int Processors = OnlineProcessors.Read().Count;

    /// <summary>The agent mounts the hierarchy, counts each container for itself, and closes all that it opened.</summary>
    [HostFact(nameof(HostNeed.PerformanceEvents))]
    public Task Events_OfContainers_AreCountedInVersion1() => CountsAsync(null);

    [HostFact(nameof(HostNeed.UnifiedPerformanceEvents))]
    public async Task Events_OfContainers_AreCountedInVersion2()
    {
        await PerfHierarchy.UnifiedAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        await CountsAsync(HostNeed.UnifiedHierarchy);
    }

    [HostFact(nameof(HostNeed.PerformanceEvents))]
    public async Task ContainerThatEndsDuringASample_IsLeftOut_AndOthersAreCounted()
    {
        await using var machine = new PerfMachine(null, Software);
        await machine.LaunchAsync("ends");
        await machine.LaunchAsync("stays");
        await machine.BeginSampleAsync(2 * 4 * Processors);
        await machine.DestroyAsync("ends");
        await machine.WorkAsync("stays");

        await machine.EndSampleAsync();
        (await machine.CountedAsync("stays")).PageFaults.ShouldBeGreaterThan(50u);
        await machine.BeginSampleAsync(4 * Processors);
    }

    [HostFact(nameof(HostNeed.PerformanceEvents))]
    public async Task AgentThatEndsDuringASample_ClosesAll_AndItsNextCountsWhatRuns()
    {
        await using var machine = new PerfMachine(null, Software);
        await machine.LaunchAsync("c");
        await machine.BeginSampleAsync(4 * Processors);

        await machine.RestartAsync();

        (await machine.CountedAsync("c")).Duration.ShouldBe(0);
        await machine.BeginSampleAsync(4 * Processors);
        await machine.WorkAsync("c");
        await machine.EndSampleAsync();
        (await machine.CountedAsync("c")).PageFaults.ShouldBeGreaterThan(50u);
    }

    /// <summary>Mesos shows a sample without duration then.</summary>
    [HostFact(nameof(HostNeed.PerformanceEvents))]
    public async Task WithoutEvents_NothingIsCounted()
    {
        await using var machine = new PerfMachine(null, "");
        await machine.LaunchAsync("c");

        machine.Time.AdvanceTo(machine.Time.GetUtcNow() + machine.Perf.Interval + machine.Perf.Duration);

        PerfMachine.OpenCounters.ShouldBe(0);
        (await machine.CountedAsync("c")).ShouldBe(new PerfStatistics { Timestamp = 1767225600, Duration = 0 });
    }

    /// <summary>Virtual machines often have no counters of the processor, and no processor has all: one warning names those, and no statistic has them.</summary>
    [HostFact(nameof(HostNeed.PerformanceEvents))]
    public async Task Events_ThatTheMachineLacks_AreToldOnceAndLeftOut()
    {
        var log = new WarningLog();
        await using var machine = new PerfMachine(null, string.Join(',', PerfEvents.All.Select(known => known.Name)), log);
        string[] missing = log.Warnings.IsEmpty ? [] : log.Warnings.Single().Split("does not count ")[1].Split(':')[0].Split(", ");
        await machine.LaunchAsync("c");
        for (int sample = 0; sample < 2; sample++)
        {
            await machine.BeginSampleAsync((PerfEvents.All.Count - missing.Length) * Processors);
            await machine.EndSampleAsync();
        }

        PerfStatistics counted = await machine.CountedAsync("c");
        foreach (PerfEvent known in PerfEvents.All)
            known.Field.Accessor.HasValue(counted).ShouldBe(!missing.Contains(known.Name), known.Name);
        missing.ShouldBeSubsetOf(PerfEvents.All.Where(known => known.Kind != PerfEventKind.Software).Select(known => known.Name));
        bool hasCounters = Directory.EnumerateDirectories("/sys/bus/event_source/devices")
            .Any(path => Path.GetFileName(path).StartsWith("cpu", StringComparison.Ordinal) || path.Contains("pmuv3", StringComparison.Ordinal));
        missing.Contains("cycles").ShouldBe(!hasCounters);
        log.Warnings.Count.ShouldBeLessThanOrEqualTo(1);
    }

    private static async Task CountsAsync(string? hierarchy)
    {
        await using var machine = new PerfMachine(hierarchy, Software);
        await machine.LaunchAsync("works");
        await machine.LaunchAsync("idles");
        (await machine.CountedAsync("works")).Duration.ShouldBe(0);
        DateTimeOffset began = await machine.BeginSampleAsync(2 * 4 * Processors);
        await machine.WorkAsync("works");

        await machine.EndSampleAsync();

        PerfStatistics works = await machine.CountedAsync("works");
        (works.Timestamp, works.Duration).ShouldBe((began.ToUnixTimeMilliseconds() / 1e3, 10));
        works.PageFaults.ShouldBeGreaterThan(50u);
        works.ContextSwitches.ShouldBeGreaterThan(50u);
        works.TaskClock.ShouldBeInRange(1, 60_000);
        works.HasCpuMigrations.ShouldBeTrue();
        (works.HasCycles, works.HasCpuClock).ShouldBe((false, false));
        PerfStatistics idles = await machine.CountedAsync("idles");
        (idles.HasPageFaults, idles.PageFaults, idles.HasTaskClock, idles.TaskClock).ShouldBe((true, 0u, true, 0));
        PerfMachine.OpenCounters.ShouldBe(0);
    }

    private sealed class WarningLog : ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings.Enqueue(formatter(state, exception));
    }
}
