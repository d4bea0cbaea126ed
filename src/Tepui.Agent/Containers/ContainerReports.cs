using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer;
using Tepui.Kernel.Agent.Containers;

namespace Tepui.Agent.Containers;

/// <param name="Status">Null when it could not be had.</param>
/// <param name="Statistics">Null when they could not be had.</param>
internal sealed record ContainerReport(ContainerEntry Entry, ContainerStatus? Status, ResourceStatistics? Statistics);

/// <summary>
/// Asks the containerizer what containers use and how they are: several at once, never more than the host has processors for, and a
/// container that does not let itself be looked at holds up no other.
/// </summary>
internal sealed class ContainerReports(IContainerizer containerizer, PendingOperations pending, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly int AtOnce = Math.Max(2, System.Environment.ProcessorCount);

    public PendingOperations Pending { get; } = pending;

    /// <summary>In the order of the entries.</summary>
    public async Task<IReadOnlyList<ContainerReport>> ReadAsync(
        IReadOnlyList<ContainerEntry> entries, bool status, CancellationToken cancellation)
    {
        var reports = new ContainerReport[entries.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForAsync(0, entries.Count, options, async (i, stop) => reports[i] = await ReadAsync(entries[i], status, stop));
        return reports;
    }

    private async ValueTask<ContainerReport> ReadAsync(ContainerEntry entry, bool status, CancellationToken cancellation)
    {
        string id = entry.Id.Value;
        ContainerStatus? known = status ? await TryAsync("status", token => containerizer.StatusAsync(id, token), entry, cancellation) : null;
        ResourceStatistics? used = await TryAsync("usage", token => containerizer.UsageAsync(id, token), entry, cancellation);
        if (known is { ContainerId: null })
            known.ContainerId = ContainerIds.ToMessage(entry.Id);
        if (used is { HasTimestamp: false })
            used.Timestamp = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        return new ContainerReport(entry, known, used);
    }

    /// <summary>Null when it cannot be had, in time or at all: the container may be ending just now.</summary>
    private async ValueTask<T?> TryAsync<T>(
        string what, Func<CancellationToken, ValueTask<T?>> ask, ContainerEntry entry, CancellationToken cancellation)
        where T : class
    {
        using PendingOperations.Ending ending = Pending.Begin(what, entry.Id);
        try
        {
            return await ask(cancellation).AsTask().WaitAsync(Patience, time, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return null;
        }
    }
}
