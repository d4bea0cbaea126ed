using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Mesos.V1;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Fetching.Sandboxes;

namespace Tepui.Containerizer.Isolation.Cgroups.Performance;

/// <summary>Counts one container's events from its making on: a descriptor an event and processor.</summary>
internal sealed class PerfCounters : IDisposable
{
    private const int NoSuchDeviceOrAddress = 6;
    private const int NoSuchDevice = 19;
    private const int Invalid = 22;
    private const int NotSupported = 95;
    private readonly List<(PerfEvent Event, SafeFileHandle Counter)> _counters = [];

    private PerfCounters()
    {
    }

    /// <summary>Null when the cgroup is gone, and so the container.</summary>
    /// <exception cref="IOException">Nothing of it can be counted, and why.</exception>
    public static PerfCounters? Open(string cgroup, IReadOnlyList<PerfEvent> events, IReadOnlyList<int> processors)
    {
        using SafeFileHandle folder = Libc.Open(cgroup, Libc.ReadOnly | Libc.DirectoryOnly | Libc.CloseOnExec, 0);
        if (folder.IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            return error == PerfCalls.NoSuchEntry ? null : throw Refused(cgroup, error);
        }

        var counters = new PerfCounters();
        try
        {
            int error = counters.Add(cgroup, folder, events, processors);
            if (counters._counters.Count > 0)
                return counters;
            return Directory.Exists(cgroup) ? throw Refused(cgroup, error) : null;
        }
        catch
        {
            counters.Dispose();
            throw;
        }
    }

    /// <summary>What was counted up to now.</summary>
    public void Write(PerfStatistics statistics)
    {
        foreach (IGrouping<PerfEvent, SafeFileHandle> counted in _counters.GroupBy(one => one.Event, one => one.Counter))
            counted.Key.Write(statistics, counted.Aggregate(0UL, static (sum, counter) => sum + PerfCalls.Read(counter).Scaled));
    }

    public void Dispose()
    {
        foreach ((_, SafeFileHandle counter) in _counters)
            counter.Dispose();
        _counters.Clear();
    }

    private static IOException Refused(string cgroup, int error) =>
        new($"perf events of {cgroup} cannot be counted: {Marshal.GetPInvokeErrorMessage(error)}");

    /// <summary>The last of the errors that mean no more than that one processor does not count one event, or was switched off.</summary>
    private int Add(string cgroup, SafeFileHandle folder, IReadOnlyList<PerfEvent> events, IReadOnlyList<int> processors)
    {
        int last = 0;
        foreach (PerfEvent asked in events)
        {
            foreach (int processor in processors)
            {
                SafeFileHandle counter = PerfCalls.Open(asked, folder, processor, out int error);
                if (error == 0)
                    _counters.Add((asked, counter));
                else if (error is PerfCalls.NoSuchEntry or NoSuchDeviceOrAddress or NoSuchDevice or Invalid or NotSupported)
                    last = error;
                else
                    throw Refused(cgroup, error);
            }
        }

        return last;
    }
}
