using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Isolation;

/// <summary>
/// One thing in which containers of the mesos containerizer are kept apart or measured, named in <c>--isolation</c>. Every call but
/// <see cref="RecoverAsync"/> is about one container, and calls about one container never overlap, but for <see cref="MeasureAsync"/>.
/// Each has an empty body for what an isolator does not care about.
/// </summary>
public interface IIsolator
{
    /// <summary>As --isolation names it.</summary>
    string Name { get; }

    /// <summary>It has nothing to say about a container before its start: a launch needs no plan for its sake.</summary>
    bool OnlyMeasures => false;

    /// <summary>Containers over their limits; the containerizer destroys them and tells why.</summary>
    ChannelReader<(string ContainerId, ContainerLimitation Limitation)>? Limitations => null;

    /// <summary>Takes up the containers that run, and removes what is left of all others.</summary>
    Task RecoverAsync(IReadOnlyList<ContainerRecord> running, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Makes what the container needs and writes into the plan how its first process is to start.</summary>
    /// <exception cref="ContainerLaunchException">It cannot be had; what was made is removed by <see cref="CleanUpAsync"/>.</exception>
    ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>The first process runs.</summary>
    ValueTask StartedAsync(ContainerPlan plan, int pid, CancellationToken cancellation) => ValueTask.CompletedTask;

    ValueTask UpdateAsync(string containerId, ContainerResources resources, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Adds what it knows of the container's use.</summary>
    ValueTask MeasureAsync(ContainerRecord container, ResourceStatistics statistics, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Adds what it knows of the container's place: addresses, cgroups.</summary>
    ValueTask DescribeAsync(ContainerRecord container, ContainerStatus status, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>Why the container's end was not its own doing, asked once all its processes are gone; null when there is nothing to say.</summary>
    ContainerLimitation? Explain(string containerId) => null;

    /// <summary>All processes are gone, or it never started: removes what <see cref="PrepareAsync"/> made. Must not throw for what is gone already.</summary>
    ValueTask CleanUpAsync(string containerId, CancellationToken cancellation) => ValueTask.CompletedTask;
}
