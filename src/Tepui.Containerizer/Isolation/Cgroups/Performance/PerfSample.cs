using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.Cgroups.Performance;

/// <summary>What all containers do from its beginning to its end. A container that ends meanwhile is left out.</summary>
internal sealed class PerfSample : IDisposable
{
    private readonly List<(PerfContainer Container, PerfCounters Counters)> _counted = [];

    private PerfSample()
    {
    }

    /// <summary>Why containers that run are left out; null when none are.</summary>
    public string? Problem { get; private set; }

    public bool IsEmpty => _counted.Count == 0;

    public static PerfSample Begin(IReadOnlyCollection<PerfContainer> containers, IReadOnlyList<PerfEvent> events)
    {
        var sample = new PerfSample();
        if (containers.Count == 0)
            return sample;
        try
        {
            sample.Add(containers, events, OnlineProcessors.Read());
            return sample;
        }
        catch
        {
            sample.Dispose();
            throw;
        }
    }

    /// <param name="began">When it did.</param>
    public void End(DateTimeOffset began, TimeSpan duration)
    {
        foreach ((PerfContainer container, PerfCounters counters) in _counted)
        {
            PerfStatistics statistics = PerfContainer.Empty(began, duration);
            counters.Write(statistics);
            container.Latest = statistics;
        }
    }

    public void Dispose()
    {
        foreach ((_, PerfCounters counters) in _counted)
            counters.Dispose();
        _counted.Clear();
    }

    private void Add(IReadOnlyCollection<PerfContainer> containers, IReadOnlyList<PerfEvent> events, IReadOnlyList<int> processors)
    {
        // Half of what is left, for the agent must go on opening files.
        long most = ((long)Math.Min(PerfCalls.MostOpenFiles(), int.MaxValue) - Directory.EnumerateFileSystemEntries("/proc/self/fd").Count()) / 2;
        long each = (long)events.Count * processors.Count;
        int left = 0;
        string why = "";
        foreach (PerfContainer container in containers)
        {
            try
            {
                if (each * (_counted.Count + 1) > most)
                {
                    throw new IOException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"each takes {each} descriptors, an event and processor, and no more than {most} can be had: raise the agent's limit of open files, or name fewer --perf_events"));
                }

                if (PerfCounters.Open(container.Cgroup, events, processors) is { } counters)
                    _counted.Add((container, counters));
            }
            catch (IOException e)
            {
                left++;
                why = e.Message;
            }
        }

        if (left > 0)
            Problem = string.Create(CultureInfo.InvariantCulture, $"{left} of {containers.Count} containers are left out of samples of perf events: {why}");
    }
}
