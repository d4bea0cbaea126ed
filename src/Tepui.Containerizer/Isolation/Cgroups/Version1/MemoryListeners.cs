using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Linq;
using Mesos.V1;
using Microsoft.Win32.SafeHandles;
using Tepui.Containerizer.Events;

namespace Tepui.Containerizer.Isolation.Cgroups.Version1;

/// <summary>
/// Descriptors by which the kernel tells what happens to a container's memory (Documentation/admin-guide/cgroup-v1/memory.rst): one that
/// wakes when the limit is reached, and one a level of pressure that only counts.
/// </summary>
internal sealed class MemoryListeners(KernelEvents events)
{
    private static readonly string[] Levels = ["low", "medium", "critical"];
    private readonly ConcurrentDictionary<string, Listener> _listeners = new(StringComparer.Ordinal);

    /// <exception cref="ContainerLaunchException">The kernel does not let anybody listen.</exception>
    public void Add(string containerId, CgroupDirectory cgroup, Action limitReached)
    {
        CountedEvent reached = Register(cgroup, "memory.oom_control", "");
        var listener = new Listener(reached, events.Watch(reached, limitReached));
        for (int i = 0; i < Levels.Length && cgroup.Has("memory.pressure_level"); i++)
            listener.Pressure[i] = Register(cgroup, "memory.pressure_level", ' ' + Levels[i]);
        _listeners[containerId] = listener;
    }

    /// <summary>Whether the limit was reached so that something had to be killed; who listens may not have been told yet.</summary>
    public bool HasReached(string containerId) =>
        _listeners.TryGetValue(containerId, out Listener? listener) && listener.Reached.Count() > 0;

    public void Measure(string containerId, ResourceStatistics statistics)
    {
        if (!_listeners.TryGetValue(containerId, out Listener? listener) || listener.Pressure.Any(pressure => pressure is null))
            return;
        ulong[] counts = [.. listener.Pressure.Select(pressure => pressure!.Count())];
        statistics.MemLowPressureCounter = counts[0];
        statistics.MemMediumPressureCounter = counts[1];
        statistics.MemCriticalPressureCounter = counts[2];
    }

    public void Remove(string containerId)
    {
        if (_listeners.TryRemove(containerId, out Listener? listener))
            listener.Dispose();
    }

    private static CountedEvent Register(CgroupDirectory cgroup, string file, string arguments)
    {
        var counted = new CountedEvent();
        try
        {
            using SafeFileHandle control = File.OpenHandle(Path.Combine(cgroup.Path, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            cgroup.Write(
                "cgroup.event_control",
                string.Create(CultureInfo.InvariantCulture, $"{counted.Descriptor} {control.DangerousGetHandle()}{arguments}"));
            return counted;
        }
        catch (Exception e)
        {
            counted.Dispose();
            throw e is IOException or UnauthorizedAccessException
                ? new ContainerLaunchException($"{cgroup.Path}/{file} cannot be listened to: {e.Message}", e)
                : e;
        }
    }

    private sealed class Listener(CountedEvent reached, IDisposable watch) : IDisposable
    {
        public CountedEvent Reached => reached;

        public CountedEvent?[] Pressure { get; } = new CountedEvent?[Levels.Length];

        public void Dispose()
        {
            watch.Dispose();
            reached.Dispose();
            foreach (CountedEvent? pressure in Pressure)
                pressure?.Dispose();
        }
    }
}
