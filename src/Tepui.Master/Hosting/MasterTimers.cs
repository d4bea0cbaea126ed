using System;
using System.Diagnostics.Metrics;
using Tepui.Endpoints.Metrics;

namespace Tepui.Master.Hosting;

/// <summary>What a master measures the time of (docs/monitoring.md).</summary>
internal sealed class MasterTimers
{
    /// <summary>The meter that OpenTelemetry knows a master's instruments by.</summary>
    public const string MeterName = "Tepui.Master";

    public MasterTimers(Meter meter, TimeProvider time)
    {
        AllocationRun = Timer("allocator/mesos/allocation_run");
        AllocationLatency = Timer("allocator/mesos/allocation_run_latency");
        StateFetch = Timer("registrar/state_fetch");
        StateStore = Timer("registrar/state_store");

        TimerMetric Timer(string name) => new(
            name,
            time,
            meter.CreateHistogram<double>($"mesos_{name.Replace('/', '_')}_ms", "ms", name));
    }

    /// <summary>The allocator's work at the end of a batch, with the offers made of it.</summary>
    public TimerMetric AllocationRun { get; }

    /// <summary>From the first input of a batch to the allocation after it.</summary>
    public TimerMetric AllocationLatency { get; }

    public TimerMetric StateFetch { get; }

    public TimerMetric StateStore { get; }
}
