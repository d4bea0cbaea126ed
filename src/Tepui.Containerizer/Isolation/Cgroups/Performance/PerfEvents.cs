using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Containerizer.Isolation.Cgroups.Performance;

/// <summary>All that Mesos's PerfStatistics has a field for, under the names of perf (perf-list(1)).</summary>
public static class PerfEvents
{
    private const string Loads = "load";
    private const string Stores = "store";
    private const string Prefetches = "prefetch";

    /// <summary>In the order of their numbers (enum perf_hw_id).</summary>
    private static readonly string[] Hardware =
    [
        "cycles", "instructions", "cache-references", "cache-misses", "branches", "branch-misses", "bus-cycles",
        "stalled-cycles-frontend", "stalled-cycles-backend", "ref-cycles",
    ];

    /// <summary>In the order of their numbers (enum perf_sw_ids).</summary>
    private static readonly string[] Software =
    [
        "cpu-clock", "task-clock", "page-faults", "context-switches", "cpu-migrations", "minor-faults", "major-faults",
        "alignment-faults", "emulation-faults",
    ];

    /// <summary>In the order of their numbers (enum perf_hw_cache_id), with what each is asked for.</summary>
    private static readonly (string Name, string[] Operations)[] Caches =
    [
        ("L1-dcache", [Loads, Stores, Prefetches]),
        ("L1-icache", [Loads, Prefetches]),
        ("LLC", [Loads, Stores, Prefetches]),
        ("dTLB", [Loads, Stores, Prefetches]),
        ("iTLB", [Loads]),
        ("branch", [Loads]),
        ("node", [Loads, Stores, Prefetches]),
    ];

    /// <summary>In the order of their numbers (enum perf_hw_cache_op_id).</summary>
    private static readonly string[] Operations = [Loads, Stores, Prefetches];

    /// <summary>perf's second names. It tells the counts under the first, and so do the statistics.</summary>
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["cpu_cycles"] = "cycles",
        ["branch_instructions"] = "branches",
        ["idle_cycles_frontend"] = "stalled_cycles_frontend",
        ["idle_cycles_backend"] = "stalled_cycles_backend",
        ["faults"] = "page_faults",
        ["cs"] = "context_switches",
        ["migrations"] = "cpu_migrations",
    };

    public static IReadOnlyList<PerfEvent> All { get; } =
    [
        .. Hardware.Select((name, number) => new PerfEvent(name, PerfEventKind.Hardware, (ulong)number)),
        .. Software.Select((name, number) => new PerfEvent(name, PerfEventKind.Software, (ulong)number)),
        .. Caches.SelectMany((cache, number) => cache.Operations.SelectMany(operation => OfCache(cache.Name, number, operation))),
    ];

    /// <summary>Each once, in the order in which they are named.</summary>
    /// <param name="names">As --perf_events: with commas between, in capitals or not.</param>
    /// <param name="faults">Takes, at once, all that is no event.</param>
    public static IReadOnlyList<PerfEvent> Parse(string names, List<string> faults)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(faults);
        var unknown = new List<string>();
        var found = new List<PerfEvent>();
        foreach (string name in names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct())
        {
            if (Find(name) is not { } known)
                unknown.Add(name);
            else if (!found.Contains(known))
                found.Add(known);
        }

        if (unknown.Count > 0)
        {
            faults.Add(
                $"--perf_events: '{string.Join("', '", unknown)}' cannot be told in Mesos's PerfStatistics: it has "
                + string.Join(", ", All.Select(known => known.Name)));
        }

        return found;
    }

    /// <summary>As Mesos does to get from perf's name to the field's (src/linux/perf.cpp).</summary>
    internal static string Normalize(string name) => name.ToLowerInvariant().Replace('-', '_');

    private static PerfEvent? Find(string name)
    {
        string field = Normalize(name);
        field = Others.GetValueOrDefault(field, field);
        return All.FirstOrDefault(known => Normalize(known.Name) == field);
    }

    /// <summary>What it was asked for, and how often in vain: L1-dcache-loads, L1-dcache-load-misses.</summary>
    private static IEnumerable<PerfEvent> OfCache(string name, int number, string operation)
    {
        const int OperationAt = 8;
        const ulong Missed = 1 << 16;
        ulong all = (uint)number | ((uint)Array.IndexOf(Operations, operation) << OperationAt);
        string plural = operation == Prefetches ? "prefetches" : operation + "s";
        yield return new PerfEvent($"{name}-{plural}", PerfEventKind.HardwareCache, all);
        yield return new PerfEvent($"{name}-{operation}-misses", PerfEventKind.HardwareCache, all | Missed);
    }
}
