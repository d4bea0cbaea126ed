using System;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.Posix;

/// <summary>posix/cpu and posix/mem: they bound nothing and measure a container's process tree.</summary>
internal sealed class PosixIsolator(string name, Action<int, ResourceStatistics> measure) : IIsolator
{
    public const string Cpu = "posix/cpu";
    public const string Memory = "posix/mem";

    public string Name { get; } = name;

    public bool OnlyMeasures => true;

    public ValueTask MeasureAsync(ContainerRecord container, ResourceStatistics statistics, CancellationToken cancellation)
    {
        if (container.Pid > 0)
            measure(container.Pid, statistics);
        return ValueTask.CompletedTask;
    }
}
